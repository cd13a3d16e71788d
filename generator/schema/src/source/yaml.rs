//! YAML 1.2 text to a tree, by the events of `granit-parser`.
//!
//! Only what JSON can say comes out. Anchors and aliases are expanded, within bounds; what has no
//! meaning in a JSON Schema (merge keys, keys that are not strings, own tags, several documents) is
//! a finding.

use crate::maps::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Tag};

use super::object::Members;
use super::open::clip;
use super::yaml_frame::{self, Contents, Frame, Size};
use super::{Member, Node, NodeValue, SourceId, Span, limit, yaml_report, yaml_scalar};
use crate::{Code, Finding};

/// The tree of a YAML text; `None` where it could not be read, which is then among the findings.
pub(super) fn read(text: &str, source: SourceId, findings: &mut Vec<Finding>) -> Option<Node> {
    let options = granit_parser::options! {
        emit_comments: false,
        // One level more than is allowed, so that the limit is reported by this file.
        flow_nesting_limit: limit::MAX_DEPTH + 1,
        block_nesting_limit: limit::MAX_DEPTH + 1,
    };
    let mut builder = Builder {
        text,
        source,
        findings,
        stack: Vec::new(),
        anchors: HashMap::default(),
        root: None,
        documents: 0,
        nodes: 0,
        alias_nodes: 0,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let step = match next {
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => Err(builder.scan_error(&error)),
        };
        if let Err(Stop) = step {
            return None;
        }
    }
    if builder.root.is_none() {
        builder.report(Code::SYNTAX, 0..0, "the file is empty", None);
    }
    builder.root
}

pub(super) const NO_TAG: &str = "JSON Schema has no meaning for this tag";

/// Reading cannot go on; the finding has been added.
pub(super) struct Stop;

pub(super) struct Builder<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) stack: Vec<Frame>,
    /// Finished nodes by anchor id, for the aliases to copy.
    anchors: HashMap<usize, (Node, Size)>,
    root: Option<Node>,
    documents: usize,
    pub(super) nodes: usize,
    alias_nodes: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Result<(), Stop> {
        let range = at.byte_range().unwrap_or(0..0);
        let span = clip(self.text, range.start, range.end);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a schema file holds one document";
                    self.report(
                        Code::YAML_FEATURE,
                        span,
                        message,
                        Some("move the second one to a file of its own"),
                    );
                    return Err(Stop);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), span)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_collection_tag(tag.as_deref(), "seq", at, &span);
                self.open(Contents::Array(Vec::new()), style, anchor, span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_collection_tag(tag.as_deref(), "map", at, &span);
                let contents = Contents::Object {
                    members: Members::default(),
                    key: None,
                };
                self.open(contents, style, anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end)?,
            Event::Alias(id) => self.alias(id, span)?,
            _ => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Stop> {
        let span = self.trim(span, style);
        // An event of an absent value carries `~` and an empty span.
        let text = if span.is_empty() { "" } else { text };
        let plain = style == ScalarStyle::Plain && tag.is_none();
        let role = yaml_frame::role(&self.stack);
        if plain && self.awaits_key() && text == "<<" {
            let help = "write the members out, or refer to the other schema with `$ref`";
            let message = "YAML 1.2 has no merge keys";
            self.report(Code::YAML_FEATURE, span.clone(), message, Some(help));
            if let Some(frame) = self.stack.last_mut() {
                frame.skips = true;
            }
        }
        if plain && let Some(other) = yaml_scalar::other_reading(text, role) {
            self.warn_word(text, other, &span);
        }
        if plain
            && yaml_frame::is_choice(&self.stack)
            && let Some(number) = yaml_scalar::shortened(text)
        {
            self.warn_version(text, &number, &span);
        }
        let resolved = match tag {
            None if plain => yaml_scalar::resolve(text),
            None => Ok(NodeValue::String(text.to_owned())),
            Some(tag) => match tag.core_suffix() {
                Some(suffix) => yaml_scalar::resolve_tagged(text, suffix),
                None if tag.original() == "!" => Ok(NodeValue::String(text.to_owned())),
                None => Err(NO_TAG),
            },
        };
        let value = match resolved {
            Ok(value) => value,
            Err(reason) => {
                let help = tag.map(|_| yaml_report::TAG_HELP);
                self.report(Code::YAML_FEATURE, span.clone(), reason, help);
                NodeValue::String(text.to_owned())
            }
        };
        let size = Size {
            nodes: 1,
            height: 0,
        };
        self.count(1, &span)?;
        self.deliver(Node { span, value }, size, anchor)
    }

    fn open(
        &mut self,
        contents: Contents,
        style: granit_parser::StructureStyle,
        anchor: usize,
        span: Span,
    ) -> Result<(), Stop> {
        if self.stack.len() >= limit::MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        self.count(1, &span)?;
        self.stack.push(Frame {
            contents,
            start: span.start,
            flow: style == granit_parser::StructureStyle::Flow,
            anchor,
            size: Size {
                nodes: 1,
                height: 1,
            },
            skips: false,
        });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Stop> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        let (value, last) = match frame.contents {
            Contents::Array(items) => {
                let last = items.last().map(|node| node.span.end);
                (NodeValue::Array(items), last)
            }
            Contents::Object { members, .. } => {
                let last = members.last().map(|node| node.span.end);
                (NodeValue::Object(members.finish()), last)
            }
        };
        // A block collection ends where its last value ends, not where the parser noticed. An
        // alias points to text further up.
        let end = if frame.flow { end } else { last.unwrap_or(end) };
        let span = frame.start..end.max(frame.start);
        self.deliver(Node { span, value }, frame.size, frame.anchor)
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Stop> {
        let Some((node, size)) = self.anchors.get(&id) else {
            let message = "this alias stands inside the value it refers to";
            self.report(
                Code::YAML_FEATURE,
                span,
                message,
                Some("write recursion with `$ref`"),
            );
            return Err(Stop);
        };
        let (size, node) = (*size, node.clone());
        self.alias_nodes += size.nodes;
        if self.alias_nodes > limit::MAX_ALIAS_NODES {
            let message = format!(
                "the aliases of this document expand to more than {} values",
                limit::MAX_ALIAS_NODES
            );
            self.report(
                Code::TOO_LARGE,
                span,
                message,
                Some("refer to a shared schema with `$ref`"),
            );
            return Err(Stop);
        }
        if self.stack.len() + size.height > limit::MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        self.count(size.nodes, &span)?;
        self.deliver(node, size, 0)
    }

    /// Puts a finished node where it belongs: a key, a member's value, an item, or the root.
    fn deliver(&mut self, node: Node, size: Size, anchor: usize) -> Result<(), Stop> {
        if anchor != 0 {
            // The copy costs memory like any other value.
            self.count(size.nodes, &node.span)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        if self.awaits_key() {
            self.key(node);
            return Ok(());
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.size.nodes += size.nodes;
        frame.size.height = frame.size.height.max(size.height + 1);
        match &mut frame.contents {
            Contents::Array(items) => items.push(node),
            Contents::Object { members, key } => {
                let skipped = std::mem::take(&mut frame.skips);
                if let Some((key, key_span)) = key.take().filter(|_| !skipped) {
                    let mut value = node;
                    if value.span.is_empty() {
                        // An absent value stands right after its key.
                        value.span = key_span.end..key_span.end;
                    }
                    let repeat = members.push(Member {
                        key,
                        key_span,
                        value,
                    });
                    if let Some(repeat) = repeat {
                        let finding =
                            repeat.finding(self.source, &yaml_frame::pointer(&self.stack));
                        self.findings.push(finding);
                    }
                }
            }
        }
        Ok(())
    }

    fn key(&mut self, node: Node) {
        let text = match node.value {
            NodeValue::String(text) => text,
            other => {
                let written = self
                    .text
                    .get(node.span.clone())
                    .unwrap_or_default()
                    .to_owned();
                let (message, help) = match other {
                    NodeValue::Array(_) | NodeValue::Object(_) => {
                        let help = "text that begins with `[` or `{` stands in quotes";
                        (
                            "a key must be a string, not a collection",
                            Some(help.to_owned()),
                        )
                    }
                    _ => (
                        "a key must be a string",
                        Some(format!("put it in quotes: \"{written}\"")),
                    ),
                };
                let mut finding =
                    Finding::error(Code::YAML_FEATURE, self.place(node.span.clone()), message);
                finding.help.extend(help);
                self.findings.push(finding);
                written
            }
        };
        if let Some(Frame {
            contents: Contents::Object { key, .. },
            ..
        }) = self.stack.last_mut()
        {
            *key = Some((text, node.span));
        }
    }

    fn awaits_key(&self) -> bool {
        self.stack.last().is_some_and(Frame::awaits_key)
    }

    /// The span without the line break that ends a block scalar.
    fn trim(&self, span: Span, style: ScalarStyle) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let text = self.text.get(span.clone()).unwrap_or_default();
        span.start..span.start + text.trim_end().len()
    }
}
