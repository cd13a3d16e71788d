//! What an event of a stream costs, from the bytes of the connection to an updated view: framing, envelope,
//! decoding and view; and what the same way costs with other parts.
//!
//! ```text
//! cargo bench -p formwork-tests --bench stream
//! cargo bench -p formwork-tests --features peers --bench stream
//! ```
//!
//! The stream is that of `OpenAI`'s Chat Completions with an answer of some 4 KB. Each figure goes as far as its
//! column says, with all that comes before. Where `valgrind` is installed, they are instructions; else they are
//! nanoseconds.
#![allow(clippy::print_stdout)] // It is what this program is for.
#![allow(missing_docs)] // The module is generated; the rest is a program.

#[path = "shared/chat.rs"]
mod chat;
#[path = "shared/documents.rs"]
#[allow(dead_code)] // One kind of document is enough here.
mod documents;
#[path = "shared/measure.rs"]
#[allow(dead_code)] // One round is long enough here.
mod measure;
#[cfg(feature = "peers")]
#[path = "shared/rereading.rs"]
#[allow(dead_code)] // The tokens come from events here.
mod rereading;
#[cfg(feature = "peers")]
#[path = "shared/wrapped.rs"]
mod wrapped;

use std::hint::black_box;

use chat::{Place, events, packets};
use documents::{Document, Kind};
use formwork::provider::Delta;
use formwork::provider::openai_chat::ChatStream;
use formwork::{Decoder, sse};
use measure::{Wanted, instructions, nanoseconds};
#[cfg(feature = "peers")]
use rereading::Rereader;
#[cfg(feature = "peers")]
use wrapped::Far;

formwork::generate!("benches/catalogue.yaml");
use catalogue::Catalogue;

/// How far a job goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// To events.
    Framing,
    /// To the pieces of the answer.
    Envelope,
    /// To a view after each.
    View,
    #[cfg(feature = "peers")]
    Peer(Far),
}

fn jobs() -> Vec<(&'static str, Job)> {
    #[allow(unused_mut)] // The peers are more.
    let mut jobs = vec![
        ("framing", Job::Framing),
        ("envelope", Job::Envelope),
        ("view", Job::View),
    ];
    #[cfg(feature = "peers")]
    {
        jobs.push(("eventsource", Job::Peer(Far::Events)));
        jobs.push(("+Value", Job::Peer(Far::Values)));
        for (name, rereader) in Rereader::ALL {
            let name = match rereader {
                Rereader::Jiter => "+jiter",
                Rereader::PartialJsonFixer => "+json-fixer",
                Rereader::Rstructor => "+rstructor's",
                Rereader::Langchainrust => name,
            };
            jobs.push((name, Job::Peer(Far::Views(rereader))));
        }
    }
    jobs
}

/// A stream: its name, where the answer is, the bytes of a token, and those of a packet.
type Sent = (&'static str, Place, usize, Option<usize>);

const SENT: [Sent; 6] = [
    ("call/4", Place::Call, 4, None),
    ("call/16", Place::Call, 16, None),
    ("text/4", Place::Text, 4, None),
    ("text/16", Place::Text, 16, None),
    ("call/4 in packets", Place::Call, 4, Some(1400)),
    ("call/16 in packets", Place::Call, 16, Some(1400)),
];

/// The bytes of the answer. Who reads again at each event takes minutes over more.
const ANSWER: usize = 4_000;

/// The packets of a stream, and how many events they hold.
fn sent((_, place, token, packet): Sent, bytes: usize) -> (Vec<Vec<u8>>, usize) {
    let document = Document {
        name: "",
        kind: Kind::Catalogue,
        bytes,
    };
    let events = events(place, &document.text(), token);
    (packets(&events, packet), events.len())
}

fn run(job: Job, packets: &[Vec<u8>]) {
    let mut framing = sse::Decoder::new();
    let mut chat = ChatStream::new();
    let mut decoder = Decoder::<Catalogue>::new();
    match job {
        Job::Framing => {
            for packet in packets {
                let read = framing.push(packet, |event| {
                    black_box(event);
                });
                read.expect("the events are small");
            }
        }
        Job::Envelope => {
            for packet in packets {
                let read = framing.push(packet, |event| {
                    let read = chat.event(event, &mut |delta| drop(black_box(delta)));
                    read.expect("the event is sound");
                });
                read.expect("the events are small");
            }
        }
        Job::View => {
            for packet in packets {
                let read = framing.push(packet, |event| {
                    let read = chat.event(event, &mut |delta| {
                        if let Delta::Text(text)
                        | Delta::ToolCall {
                            arguments: text, ..
                        } = delta
                        {
                            decoder.push(text.as_bytes());
                            black_box(decoder.view());
                        }
                    });
                    read.expect("the event is sound");
                });
                read.expect("the events are small");
            }
            drop(black_box(decoder.finish().expect("it is valid")));
        }
        #[cfg(feature = "peers")]
        Job::Peer(far) => {
            black_box(wrapped::read(packets, far));
        }
    }
}

fn main() {
    match Wanted::read() {
        Wanted::Run {
            job,
            document,
            rounds,
        } => {
            let jobs = jobs();
            let job = jobs.iter().find(|(name, _)| *name == job);
            let stream = SENT.iter().find(|(name, ..)| *name == document);
            let (packets, _) = sent(*stream.expect("the stream is known"), ANSWER);
            for _ in 0..rounds {
                run(job.expect("the job is known").1, &packets);
            }
        }
        Wanted::Test => {
            for stream in SENT {
                let (packets, _) = sent(stream, 500);
                for (_, job) in jobs() {
                    run(job, &packets);
                }
            }
            println!("every job runs");
        }
        Wanted::Report => report(),
    }
}

fn report() {
    let counted = instructions("framing", "call/16", 1).is_some();
    let unit = if counted {
        "instructions"
    } else {
        "nanoseconds"
    };
    println!("from bytes to an updated view, in {unit} for each event\n");
    print!(
        "{:<18} {:>7} {:>12}",
        "answer in/token", "events", "bytes/event"
    );
    for (name, _) in jobs() {
        print!(" {name:>13}");
    }
    println!();
    for stream in SENT {
        let (packets, events) = sent(stream, ANSWER);
        let bytes: usize = packets.iter().map(Vec::len).sum();
        print!("{:<18} {events:>7} {:>12}", stream.0, bytes / events);
        for (name, job) in jobs() {
            let cost = if counted {
                instructions(name, stream.0, 1).unwrap_or(f64::NAN)
            } else {
                nanoseconds(|| run(job, &packets))
            };
            #[expect(clippy::cast_precision_loss, reason = "events are few")]
            let each = cost / events as f64;
            print!(" {each:>13.0}");
        }
        println!();
    }
}
