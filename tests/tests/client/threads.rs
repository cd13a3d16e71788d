//! What may cross threads.

use formwork::transport::Replay;
use formwork::{Client, ClientBuilder, Error, ErrorKind, Reply, Request, Stream};

use crate::objects::Person;
use crate::script::{ADA, Said, request};

fn assert_send<T: Send>(_: &T) {}

fn assert_send_sync<T: Send + Sync>() {}

#[test]
fn clients_requests_and_results_are_shared() {
    assert_send_sync::<Client>();
    assert_send_sync::<ClientBuilder>();
    assert_send_sync::<Request<Person>>();
    assert_send_sync::<Reply<Person>>();
    assert_send_sync::<Error>();
    assert_send_sync::<ErrorKind>();
    let _: fn(Error) -> Box<dyn std::error::Error + Send + Sync> = |error| error.into();
}

#[test]
fn calls_move_between_threads() {
    let server = Replay::new();
    assert_send(&request(&server).send());
    let mut stream: Stream<Person> = request(&server).stream();
    assert_send(&stream);
    assert_send(&stream.next());
    assert_send(&stream.finish());

    let server = Said::text(ADA).script(true);
    let mut stream = request(&server).stream();
    let other = std::thread::spawn(move || {
        crate::script::run(async {
            assert!(stream.next().await.is_some());
        });
        stream
    });
    let stream = other.join().expect("the other thread is well");
    let reply = crate::script::run(stream.finish()).expect("it fits");
    assert_eq!(reply.value.age, Some(36));
}
