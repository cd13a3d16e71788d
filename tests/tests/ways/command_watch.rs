//! `cargo formwork watch`, as a process that goes on while files change.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::Value;

use crate::command_line::{folder, program};
use crate::package::{ORDER, SIZE};

/// Nothing takes as long as this.
const LONG: Duration = Duration::from_secs(60);

/// The process, and what it says, line by line.
struct Watching {
    child: Child,
    lines: Receiver<Value>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let arguments = [
            "watch",
            "schemas/order.yaml",
            "--out",
            "g",
            "--every",
            "20",
            "--message-format",
            "json",
        ];
        let mut command = Command::new(program());
        command.args(arguments).current_dir(folder);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("a line is JSON");
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// What is said until everything has been looked at: those lines, and how many errors there are.
    fn round(&self) -> (Vec<Value>, u64) {
        let mut said = Vec::new();
        loop {
            let line = self.lines.recv_timeout(LONG).expect("it says something");
            if let Some(errors) = line["errors"].as_u64() {
                return (said, errors);
            }
            said.push(line);
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file as editors do: another one, which takes its place.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    fs::write(&beside, text).expect("a file");
    fs::rename(beside, path).expect("it can be renamed");
}

#[test]
fn a_change_of_any_file_generates_again_and_errors_end_nothing() {
    let folder = folder("cli-watch");
    let size = folder.join("schemas/parts/size.yaml");
    let order = folder.join("schemas/order.yaml");
    let watching = Watching::start(&folder);
    let (said, errors) = watching.round();
    assert_eq!((said.len(), errors), (2, 0), "{said:?}");
    assert_eq!(said[0]["file"], "g/order.rs");
    let module = || fs::read_to_string(folder.join("g/order.rs")).expect("it was written");
    assert!(!module().contains("Medium"));

    // What it refers to.
    replace(&size, &SIZE.replace("small,", "small, medium,"));
    let (said, errors) = watching.round();
    assert_eq!(errors, 0);
    assert_eq!(said[0]["file"], "schemas/parts/size.yaml");
    assert_eq!(said[0]["state"], "changed");
    assert!(module().contains("Medium"));

    // An error is told, and what was generated stays.
    fs::write(&order, ORDER.replace("integer", "intger")).expect("a file");
    let (said, errors) = watching.round();
    assert_eq!(errors, 1, "{said:?}");
    assert_eq!(said[1]["code"], "M002");
    assert!(module().contains("Medium"));

    // What is not there may come.
    fs::remove_file(&size).expect("it was there");
    let (said, errors) = watching.round();
    assert!(errors >= 1, "{said:?}");
    fs::write(&order, ORDER).expect("a file");
    let (said, errors) = watching.round();
    assert_eq!(errors, 1, "{said:?}");
    replace(&size, SIZE);
    loop {
        // Each step of a change may be seen.
        let (_, errors) = watching.round();
        if errors == 0 {
            break;
        }
    }
    assert!(!module().contains("Medium"));
}
