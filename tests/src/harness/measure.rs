//! Subjects to outcomes: generate, compile, run, as many at once as there are cores.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::asked::Asked;
use super::compile::{Module, Said};
use super::make::{Answer as Making, Made, Order, Unmade};
use super::run::{Answer, Program};
use super::runtime::Runtime;
use super::serve::FLAG;

/// The most address space that the generator gets.
const MEMORY: u64 = 4 << 30;

/// How long it may take for a schema.
const LIMIT: Duration = Duration::from_secs(60);

/// A schema, and the instances to run on it.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// What to generate; the file is the harness's to choose.
    pub order: Order,
    /// JSON texts without line breaks.
    pub instances: Vec<String>,
}

/// What became of a subject.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The module.
    pub made: Result<Made, Unmade>,
    /// Its file.
    pub file: PathBuf,
    /// What the compiler says where it does not compile.
    pub broken: Option<Said>,
    /// What it warns of.
    pub warnings: Vec<Said>,
    /// What is said of each instance; none where there is no program.
    pub answers: Vec<Answer>,
}

impl Outcome {
    /// Whether it went all the way.
    #[must_use]
    pub fn is_compiled(&self) -> bool {
        self.made.is_ok() && self.broken.is_none()
    }
}

/// How to go about it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder for what is written; emptied first.
    pub folder: PathBuf,
    /// Where the runtime is compiled.
    pub target: PathBuf,
    /// The program that answers questions, which calls [`serve`](super::serve()).
    pub server: PathBuf,
    /// The most modules that are compiled together.
    pub batch: usize,
    /// Whether to tell on standard error how far it is.
    pub progress: bool,
    /// What makes modules: `make`, or a peer.
    pub maker: &'static str,
    /// What the modules link.
    pub runtime: fn(&Path) -> Result<Runtime, String>,
}

/// The most generated text that is compiled together.
const BATCH_BYTES: usize = 6 << 20;

impl Settings {
    /// A folder of this process beside the target folder that `server` lies in.
    #[must_use]
    pub fn new(server: &Path, name: &str) -> Self {
        let mut around = server.ancestors().skip(1);
        let target = around.find(|folder| !folder.ends_with("deps") && !folder.ends_with("debug"));
        let target = target.unwrap_or(Path::new("target")).join("nested");
        Self {
            folder: target.join(format!("{name}-{}", std::process::id())),
            target,
            server: server.to_owned(),
            batch: 100,
            progress: false,
            maker: "make",
            runtime: Runtime::build,
        }
    }

    /// A process that answers questions of one kind.
    #[must_use]
    pub fn asked(&self, kind: &str) -> Asked {
        Asked::new(&self.server, &[FLAG, kind], MEMORY)
    }

    /// How many processes to run at once.
    #[must_use]
    pub fn width() -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }
}

/// Does something for each item, several at once; what comes out is in the order of the items.
pub fn each<T: Sync, R: Send, S>(
    items: &[T],
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..Settings::width().min(items.len()) {
            scope.spawn(|| {
                let mut state = start();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    let result = work(&mut state, index, item);
                    if let Ok(mut done) = done.lock() {
                        done.push((index, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Takes every subject through the whole way.
///
/// # Errors
/// The runtime does not compile, or the folder cannot be written.
pub fn measure(subjects: &[Subject], settings: &Settings) -> Result<Vec<Outcome>, String> {
    let modules = settings.folder.join("modules");
    let _ = fs::remove_dir_all(&settings.folder);
    fs::create_dir_all(&modules).map_err(|error| format!("{}: {error}", modules.display()))?;
    let start = Instant::now();
    let tell = |words: String| {
        if settings.progress {
            let seconds = start.elapsed().as_secs();
            let _ = writeln!(std::io::stderr(), "{seconds:>5} s  {words}");
        }
    };
    let runtime = (settings.runtime)(&settings.target)?;
    tell("the runtime is compiled".to_owned());
    let mut outcomes = each(
        subjects,
        || settings.asked(settings.maker),
        |asked, index, subject| {
            let file = modules.join(format!("m{index}.rs"));
            Outcome {
                made: make(asked, &subject.order, &file),
                file,
                broken: None,
                warnings: Vec::new(),
                answers: Vec::new(),
            }
        },
    );
    let batches = batches(&outcomes, settings.batch);
    let made: usize = batches.iter().map(Vec::len).sum();
    tell(format!("{made} of {} are generated", subjects.len()));
    let ran = each(
        &batches,
        || (),
        |(), number, batch| {
            let folder = settings.folder.join(format!("batch{number}"));
            let ran = one_batch(batch, subjects, &outcomes, &runtime, &folder);
            let _ = fs::remove_dir_all(&folder);
            tell(format!("batch {} of {} has run", number + 1, batches.len()));
            ran
        },
    );
    for (index, ran) in ran.into_iter().flatten() {
        if let Some(outcome) = outcomes.get_mut(index) {
            outcome.broken = ran.broken;
            outcome.warnings = ran.warnings;
            outcome.answers = ran.answers;
        }
    }
    Ok(outcomes)
}

fn make(asked: &mut Asked, order: &Order, file: &Path) -> Result<Made, Unmade> {
    let order = Order {
        file: file.to_owned(),
        ..order.clone()
    };
    let lost = |class: &str, why: String| Unmade {
        class: class.to_owned(),
        why,
    };
    let question = serde_json::to_string(&order).map_err(|e| lost("no order", e.to_string()))?;
    let line = asked
        .ask(&question, LIMIT)
        .map_err(|why| lost("generator lost", why.to_string()))?;
    match serde_json::from_str(&line) {
        Ok(Making::Made(made)) => Ok(made),
        Ok(Making::Unmade(unmade)) => Err(unmade),
        Err(_) => Err(lost("generator panicked", line)),
    }
}

/// The modules that were made, in groups that are compiled together.
fn batches(outcomes: &[Outcome], most: usize) -> Vec<Vec<usize>> {
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    // Few modules are still enough for every core to have some.
    let share = outcomes.len().div_ceil(Settings::width());
    let most = most.min(share.max(10));
    for (index, outcome) in outcomes.iter().enumerate() {
        let Ok(made) = &outcome.made else { continue };
        bytes += made.bytes;
        match batches.last_mut() {
            Some(batch) if batch.len() < most && bytes <= BATCH_BYTES => batch.push(index),
            _ => {
                bytes = made.bytes;
                batches.push(vec![index]);
            }
        }
    }
    batches
}

/// What became of a module after it was made.
#[derive(Default)]
struct Ran {
    broken: Option<Said>,
    warnings: Vec<Said>,
    answers: Vec<Answer>,
}

fn one_batch(
    batch: &[usize],
    subjects: &[Subject],
    outcomes: &[Outcome],
    runtime: &Runtime,
    folder: &Path,
) -> Vec<(usize, Ran)> {
    let (mut places, mut modules) = (Vec::new(), Vec::new());
    for &index in batch {
        if let Some(Outcome {
            made: Ok(made),
            file,
            ..
        }) = outcomes.get(index)
        {
            places.push(index);
            modules.push(Module { file, made });
        }
    }
    let mut ran: Vec<Ran> = modules.iter().map(|_| Ran::default()).collect();
    if let Err(error) = fs::create_dir_all(folder) {
        for one in &mut ran {
            let drawn = error.to_string();
            let code = "not run".to_owned();
            one.broken = Some(Said { code, drawn });
        }
    } else {
        let compiled = runtime.compile(&modules, folder);
        for (index, said) in compiled.broken {
            ran[index].broken = Some(said);
        }
        for (index, said) in compiled.warnings {
            ran[index].warnings = said;
        }
        for (program, inside) in compiled.programs {
            let mut program = Program::new(&program);
            for index in inside {
                let instances = &subjects[places[index]].instances;
                let answers = instances.iter().map(|one| program.ask(index, one));
                ran[index].answers = answers.collect();
            }
        }
    }
    places.into_iter().zip(ran).collect()
}
