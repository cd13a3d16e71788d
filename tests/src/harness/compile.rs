//! Modules to programs: by `rustc`, in batches; a module that does not compile is taken out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::asked::limited;
use super::make::Made;
use super::program::{Part, program};
use super::runtime::Runtime;
use super::watch::Watch;

/// The most address space that the compiler gets.
const MEMORY: u64 = 12 << 30;

/// A module to compile.
#[derive(Clone, Copy, Debug)]
pub struct Module<'a> {
    /// Its file.
    pub file: &'a Path,
    /// What is known of it.
    pub made: &'a Made,
}

/// What the compiler says of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `E0308`, the name of a lint, or what became of the process.
    pub code: String,
    /// As it is drawn.
    pub drawn: String,
}

/// What became of a batch. Modules are named by their place in the list that was given.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The programs, and the modules in them.
    pub programs: Vec<(PathBuf, Vec<usize>)>,
    /// The modules that do not compile, each with the first thing that the compiler says of it.
    pub broken: BTreeMap<usize, Said>,
    /// What it warns of in those that do.
    pub warnings: BTreeMap<usize, Vec<Said>>,
}

impl Runtime {
    /// Compiles modules into as few programs as it takes, in a folder.
    #[must_use]
    pub fn compile(&self, modules: &[Module<'_>], folder: &Path) -> Compiled {
        let mut compiled = Compiled::default();
        let mut waiting = vec![(0..modules.len()).collect::<Vec<usize>>()];
        let mut tried = 0;
        while let Some(mut batch) = waiting.pop() {
            if batch.is_empty() {
                continue;
            }
            tried += 1;
            let name = folder.join(format!("p{tried}"));
            let attempt = self.attempt(&batch, modules, &name);
            let attempt =
                attempt.unwrap_or_else(|error| Attempt::silent("not run", error.to_string()));
            if attempt.success {
                for (index, said) in attempt.said {
                    compiled.warnings.entry(index).or_default().push(said);
                }
                compiled.programs.push((name, batch));
                continue;
            }
            let mut blamed: BTreeMap<usize, Said> = BTreeMap::new();
            for (index, said) in attempt
                .said
                .into_iter()
                .filter(|(index, _)| batch.contains(index))
            {
                blamed.entry(index).or_insert(said);
            }
            if blamed.is_empty() {
                // It blames nobody: halves tell who it is.
                if let [index] = batch[..] {
                    compiled.broken.insert(index, attempt.otherwise);
                } else {
                    let second = batch.split_off(batch.len() / 2);
                    waiting.extend([second, batch]);
                }
                continue;
            }
            batch.retain(|index| !blamed.contains_key(index));
            compiled.broken.append(&mut blamed);
            waiting.push(batch);
        }
        compiled
    }

    fn attempt(
        &self,
        batch: &[usize],
        modules: &[Module<'_>],
        name: &Path,
    ) -> std::io::Result<Attempt> {
        let parts = batch.iter().filter_map(|&index| {
            let Module { file, made } = modules.get(index)?;
            let root = &made.root;
            Some(Part { index, file, root })
        });
        let main = name.with_extension("rs");
        fs::write(&main, program(parts, self.decode))?;
        let bytes: usize = batch
            .iter()
            .filter_map(|&index| modules.get(index))
            .map(|module| module.made.bytes)
            .sum();
        let log = name.with_extension("json");
        let mut command = limited(&self.compiler, MEMORY);
        command
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "bin",
                "--error-format",
                "json",
            ])
            .args(["-C", "debuginfo=0", "-C", "opt-level=0", "-o"])
            .arg(name)
            .arg(&main)
            .args(self.link());
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()?;
        let success = wait(child, limit(bytes))?;
        let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        let _ = fs::remove_file(&log);
        Ok(match success {
            Some(success) => Attempt::read(&text, success, modules),
            None => Attempt::silent("timeout", "the compiler took too long".to_owned()),
        })
    }
}

/// How long the compiler may take for so much source text.
fn limit(bytes: usize) -> Duration {
    Duration::from_secs(60 + bytes as u64 / 10_000)
}

/// Whether it ended well; `None` where it had to be ended.
fn wait(mut child: Child, limit: Duration) -> std::io::Result<Option<bool>> {
    let watch = Watch::new(child.id(), limit);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if watch.is_over() {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What one run of the compiler says.
struct Attempt {
    success: bool,
    /// What it says of modules: errors where it fails, else warnings.
    said: Vec<(usize, Said)>,
    /// What to say of a module that is alone, and not named.
    otherwise: Said,
}

impl Attempt {
    fn silent(code: &str, drawn: String) -> Self {
        Self {
            success: false,
            said: Vec::new(),
            otherwise: Said {
                code: code.to_owned(),
                drawn,
            },
        }
    }

    fn read(text: &str, success: bool, modules: &[Module<'_>]) -> Self {
        let mut attempt = Self::silent("crash", String::new());
        attempt.success = success;
        let places: BTreeMap<&str, usize> = modules
            .iter()
            .enumerate()
            .filter_map(|(index, module)| Some((module.file.to_str()?, index)))
            .collect();
        let level = if success { "warning" } else { "error" };
        for line in text.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                // The compiler's own crash.
                attempt.otherwise.drawn.push_str(line);
                attempt.otherwise.drawn.push('\n');
                continue;
            };
            if message["level"]
                .as_str()
                .is_none_or(|it| !it.starts_with(level))
            {
                continue;
            }
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let said = Said {
                code: match text(&message["code"]["code"]) {
                    code if code.is_empty() => text(&message["message"]),
                    code => code,
                },
                drawn: text(&message["rendered"]),
            };
            match file(&message).and_then(|file| places.get(file)) {
                Some(index) => attempt.said.push((*index, said)),
                None if attempt.otherwise.drawn.is_empty() => attempt.otherwise = said,
                None => {}
            }
        }
        attempt
    }
}

/// The file that a message is about: that of its first place, or of what was expanded there.
fn file(message: &Value) -> Option<&str> {
    let spans = message["spans"].as_array()?;
    let primary = spans.iter().find(|span| span["is_primary"] == true);
    let mut span = primary.or(spans.first())?;
    // A macro of the runtime is used by the module.
    while span["expansion"]["span"].is_object() {
        span = &span["expansion"]["span"];
    }
    span["file_name"].as_str()
}
