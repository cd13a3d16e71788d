//! Task files: the schemas in them, at their places.

use std::path::Path;

use super::index::Part;
use super::{Input, Resolver};
use crate::model::{JsonType, Offer, SchemaId, TypeSet};
use crate::source::limit::MAX_BYTES;
use crate::source::{Node, SourceId, path};
use crate::tasks::{self, Answer, Slot};
use crate::{Code, Finding};

impl Resolver<'_> {
    /// Reads a task file. Its inputs and outputs are schemas that it offers.
    pub(super) fn tasks(&mut self, input: &Input, source: SourceId) {
        let Some(root) = self.sources.get(source).and_then(|one| one.root.as_ref()) else {
            return;
        };
        let (mut file, findings) = tasks::read(source, &input.path, root);
        self.reader.findings.extend(findings);
        for task in &mut file.tasks {
            let name = task.name.clone();
            if let Some(slot) = &mut task.input {
                self.slot(input, source, slot, &format!("{name}/input"));
                self.take_for_object(source, slot);
            }
            if let Some(slot) = &mut task.output {
                self.slot(input, source, slot, &format!("{name}/output"));
            }
        }
        for task in &mut file.tasks {
            for case in &mut task.tests {
                if let Answer::Recorded { path, place, text } = &mut case.answer {
                    match self.recorded(source, path) {
                        Ok(found) => *text = found,
                        Err(reason) => {
                            let message = format!("`{path}` cannot be read: {reason}");
                            let finding = Finding::error(Code::TASK_VALUE, place.clone(), message);
                            let help = "paths count from the task file";
                            self.reader.findings.push(finding.help(help));
                        }
                    }
                }
            }
        }
        self.task_files.push(file);
    }

    /// The text of a file beside a task file, which becomes a document that was read, but says nothing.
    fn recorded(&mut self, source: SourceId, name: &str) -> Result<String, String> {
        let folder = self.sources.get(source).and_then(|one| one.path.parent());
        let path = path::normalise(&folder.unwrap_or(Path::new("")).join(name));
        if !path::is_inside(&path, &self.directory) {
            let folder = self.directory.display();
            return Err(format!("it is outside of the schema directory, `{folder}`"));
        }
        let bytes = self.loader.load(&path).map_err(|error| error.to_string())?;
        if bytes.len() > MAX_BYTES {
            return Err("it is too large".to_owned());
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        self.sources.attach(&path, &self.directory, text.clone());
        Ok(text)
    }

    fn slot(&mut self, input: &Input, source: SourceId, slot: &mut Slot, name: &str) {
        let part = Part {
            source,
            pointer: slot.place.pointer.to_string(),
        };
        slot.schema = self.schema_at(&part, self.default);
        self.offers.extend(slot.schema.map(|schema| Offer {
            path: input.path.clone(),
            name: name.to_owned(),
            schema,
        }));
    }

    /// An input is an object, so that its author need not say so.
    fn take_for_object(&mut self, source: SourceId, slot: &Slot) {
        let Some(SchemaId(index)) = slot.schema else {
            return;
        };
        let root = self.sources.get(source).and_then(|one| one.root.as_ref());
        let node = root.and_then(|root| root.at(&slot.place.pointer));
        let is_plain = |node: &Node| {
            ["$ref", "allOf", "anyOf", "oneOf"]
                .iter()
                .all(|key| node.member(key).is_none())
        };
        let schema = self.reader.schemas.get_mut(index as usize);
        if let Some(schema) = schema
            && node.is_some_and(is_plain)
            && schema.boolean.is_none()
            && schema.types.is_none()
        {
            schema.types = Some(TypeSet::NONE.with(JsonType::Object));
        }
    }
}
