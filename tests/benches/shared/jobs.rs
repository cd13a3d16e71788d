//! Everything that is measured over a document: who reads it, and how.

use std::hint::black_box;

use formwork::Decoder;

use super::documents::Kind;
#[cfg(feature = "peers")]
use super::rereading::{Rereader, prefixes};
use super::subjects::{Article, Catalogue, Flat, Nested, Subject};

/// One thing to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// `serde_json`, once, into the plain struct: the measure of the others.
    SerdeJson,
    /// Formwork, with every constraint checked.
    Whole,
    /// Formwork in chunks of so many bytes, with a view after each.
    Streamed(usize),
    #[cfg(feature = "peers")]
    Sonic,
    /// Reads in place, out of a copy that is made each time.
    #[cfg(feature = "peers")]
    SimdJson,
    /// A `Value`, validated by a schema that was compiled before, and then the plain struct out of it.
    #[cfg(feature = "peers")]
    JsonSchema,
    #[cfg(feature = "peers")]
    Typify,
    /// At each chunk everything so far once more.
    #[cfg(feature = "peers")]
    Again(Rereader, usize),
}

const CHUNKS: [usize; 3] = [256, 16, 4];

/// Every job, by name. The first one is the measure.
pub(crate) fn all() -> Vec<(String, Job)> {
    let mut jobs = vec![
        ("serde_json".to_owned(), Job::SerdeJson),
        ("whole".to_owned(), Job::Whole),
    ];
    for size in CHUNKS {
        jobs.push((format!("stream/{size}"), Job::Streamed(size)));
    }
    #[cfg(feature = "peers")]
    {
        jobs.push(("sonic-rs".to_owned(), Job::Sonic));
        jobs.push(("simd-json".to_owned(), Job::SimdJson));
        jobs.push(("jsonschema".to_owned(), Job::JsonSchema));
        jobs.push(("typify-like".to_owned(), Job::Typify));
        for (name, rereader) in Rereader::ALL {
            for size in CHUNKS {
                jobs.push((format!("{name}/{size}"), Job::Again(rereader, size)));
            }
        }
    }
    jobs
}

impl Job {
    /// The bytes of a chunk, where it reads in chunks.
    pub(crate) fn chunk(self) -> Option<usize> {
        match self {
            Self::Streamed(size) => Some(size),
            #[cfg(feature = "peers")]
            Self::Again(_, size) => Some(size),
            _ => None,
        }
    }

    /// Whether it reads more than once what it has.
    pub(crate) fn reads_again(self) -> bool {
        !matches!(self, Self::Streamed(_)) && self.chunk().is_some()
    }
}

/// A round of the job, with what it needs made.
pub(crate) fn prepare(job: Job, kind: Kind, text: &str) -> Box<dyn FnMut() + '_> {
    match kind {
        Kind::Flat => prepare_for::<Flat>(job, text),
        Kind::Nested => prepare_for::<Nested>(job, text),
        Kind::Catalogue => prepare_for::<Catalogue>(job, text),
        Kind::Article => prepare_for::<Article>(job, text),
    }
}

fn prepare_for<S: Subject + 'static>(job: Job, text: &str) -> Box<dyn FnMut() + '_> {
    match job {
        Job::SerdeJson => Box::new(move || {
            let value: S::Plain = serde_json::from_slice(text.as_bytes()).expect("it is valid");
            drop(black_box(value));
        }),
        Job::Whole => Box::new(move || {
            let value = formwork::decode::<S::Ours>(text).expect("it is valid");
            drop(black_box(value));
        }),
        Job::Streamed(size) => Box::new(move || {
            let mut decoder = Decoder::<S::Ours>::new();
            for chunk in text.as_bytes().chunks(size) {
                decoder.push(chunk);
                black_box(decoder.view());
            }
            drop(black_box(decoder.finish().expect("it is valid")));
        }),
        #[cfg(feature = "peers")]
        Job::Sonic => Box::new(move || {
            let value: S::Plain = sonic_rs::from_slice(text.as_bytes()).expect("it is valid");
            drop(black_box(value));
        }),
        #[cfg(feature = "peers")]
        Job::SimdJson => Box::new(move || {
            let mut copy = text.as_bytes().to_vec();
            let value: S::Plain = simd_json::from_slice(&mut copy).expect("it is valid");
            drop(black_box(value));
        }),
        #[cfg(feature = "peers")]
        Job::JsonSchema => {
            let mut schema = String::new();
            <S::Ours as formwork::Extract>::FORM
                .schema
                .write(&mut schema);
            let schema = serde_json::from_str(&schema).expect("it is JSON");
            let validator = jsonschema::validator_for(&schema).expect("it is a schema");
            Box::new(move || {
                let value = serde_json::from_slice(text.as_bytes()).expect("it is valid");
                assert!(validator.is_valid(&value));
                let value: S::Plain = serde_json::from_value(value).expect("it fits");
                drop(black_box(value));
            })
        }
        #[cfg(feature = "peers")]
        Job::Typify => Box::new(move || {
            let value: S::Typify = serde_json::from_slice(text.as_bytes()).expect("it is valid");
            drop(black_box(value));
        }),
        #[cfg(feature = "peers")]
        Job::Again(rereader, size) => Box::new(move || {
            let mut last = None;
            for so_far in prefixes(text, size) {
                rereader.read::<S::Plain>(so_far, &mut last);
            }
            let value: S::Plain = serde_json::from_slice(text.as_bytes()).expect("it is valid");
            drop(black_box(value));
        }),
    }
}
