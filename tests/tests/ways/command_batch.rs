//! `cargo formwork batch` and `usage`, against a server that speaks the four APIs of batches.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use formwork::bulk::{Input, Journal};
use formwork::provider::offline::Offline;
use serde_json::{Value, json};

use crate::command_line::{folder, program, run};
use crate::nested::Ran;
use crate::vendor::{ADA, KEY, KINDS, Kind, Vendor, ada};

/// The variable that holds a vendor's key.
fn key_variable(kind: Kind) -> &'static str {
    match kind {
        Kind::Openai => "OPENAI_API_KEY",
        Kind::Anthropic => "ANTHROPIC_API_KEY",
        Kind::Gemini => "GEMINI_API_KEY",
        Kind::Mistral => "MISTRAL_API_KEY",
    }
}

/// A folder with a schema of people, and three texts about some.
fn people(name: &str) -> PathBuf {
    let folder = folder(name);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/objects/schema.yaml");
    fs::copy(schema, folder.join("person.yaml")).expect("it can be copied");
    let texts =
        "{\"id\":\"ada\",\"text\":\"Ada.\"}\n\"Bob.\"\n{\"id\":\"c_3\",\"text\":\"Cyd.\"}\n";
    fs::write(folder.join("texts.jsonl"), texts).expect("a file");
    folder
}

/// The command, with the vendor's key in the environment.
fn batch(vendor: &Vendor, folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(program());
    command
        .args([&["batch"], arguments].concat())
        .current_dir(folder)
        .env(key_variable(vendor.kind), KEY);
    Ran::of(&mut command)
}

fn create(vendor: &Vendor, folder: &Path, more: &[&str]) -> Ran {
    let client = vendor.client();
    let create = [
        "create",
        "person.yaml",
        "--model",
        vendor.kind.model(),
        "--base-url",
        client.base_url(),
        "--input",
        "texts.jsonl",
        "--system",
        "Who is it?",
    ];
    batch(vendor, folder, &[&create[..], more].concat())
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

#[test]
fn a_batch_is_handed_over_asked_after_and_fetched_with_each_of_the_four() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let folder = people(&format!("cli-batch-{kind:?}"));
        let made = create(&vendor, &folder, &["--job", "people.json"]).good();
        assert!(
            made.stderr.starts_with("handed over 3 requests as `"),
            "{}",
            made.stderr
        );
        assert_eq!(
            vendor.state.lock().expect("well").ids,
            ["ada", "request-2", "c_3"]
        );
        let stored = fs::read_to_string(folder.join("people.json")).expect("it was written");
        assert!(!stored.contains(KEY), "a key is kept");

        // It is not over: there is nothing to fetch.
        let early = batch(&vendor, &folder, &["results", "people.json"]);
        assert_eq!((early.code, early.stdout.as_str()), (Some(3), ""));
        assert!(early.stderr.contains("when it is over"), "{}", early.stderr);

        let status = ["status", "people.json", "--wait", "--every", "0"];
        let over = batch(&vendor, &folder, &status).good();
        assert_eq!(over.stderr, "people.json: completed, 3 of 3 answered\n");
        let told = ["status", "people.json", "--message-format", "json"];
        let told = &lines(&batch(&vendor, &folder, &told).good().stdout)[0];
        assert_eq!(
            (&told["state"], &told["counts"]["succeeded"]),
            (&json!("completed"), &json!(3))
        );
        let list = batch(&vendor, &folder, &["list"]).good();
        assert!(list.stdout.starts_with("people.json  "), "{}", list.stdout);
        assert!(
            list.stdout.ends_with("completed, 3 of 3 answered\n"),
            "{}",
            list.stdout
        );

        let ran = batch(&vendor, &folder, &["results", "people.json"]).good();
        assert_eq!(ran.stderr, "3 values\n");
        let results = lines(&ran.stdout);
        assert_eq!(results.len(), 3);
        for (line, id) in results.iter().zip(["ada", "request-2", "c_3"]) {
            assert_eq!(line["id"], id);
            assert_eq!(
                line["value"],
                serde_json::from_str::<Value>(ADA).expect("JSON")
            );
            assert_eq!(line["usage"]["total"], 13);
            assert_eq!(
                format!(
                    "{}/{}",
                    line["provider"].as_str().expect("one"),
                    line["model"].as_str().expect("one")
                ),
                kind.model()
            );
        }
        // To a file they are the same.
        batch(
            &vendor,
            &folder,
            &["results", "people.json", "--out", "people.jsonl"],
        )
        .good();
        let written = fs::read_to_string(folder.join("people.jsonl")).expect("it was written");
        assert_eq!(written, ran.stdout);
        // And they tell what was spent.
        fs::write(
            folder.join("prices.json"),
            r#"{"*":{"input":2,"output":10}}"#,
        )
        .expect("a file");
        let spent = [
            "usage",
            "people.jsonl",
            "--prices",
            "prices.json",
            "--message-format",
            "json",
        ];
        let spent = &lines(&run(&folder, &spent).good().stdout)[0];
        assert_eq!(
            (&spent["calls"], &spent["usage"]["input"]),
            (&json!(3), &json!(27))
        );
        assert_eq!(
            (&spent["model"], &spent["cost"]),
            (&json!(kind.model()), &json!("0.000174"))
        );
    }
}

#[test]
fn what_has_no_value_is_told_line_by_line() {
    let vendor = Vendor::start(Kind::Openai, |kind, ids| {
        let fits = kind.line(&ids[0], &kind.answer(ADA));
        let breaks = kind.line(&ids[1], &kind.answer(r#"{"name":7,"nickname":null}"#));
        vec![fits, breaks]
    });
    let folder = people("cli-batch-wrong");
    create(&vendor, &folder, &["--job", "job.json"]).good();
    batch(
        &vendor,
        &folder,
        &["status", "job.json", "--wait", "--every", "0"],
    )
    .good();
    let ran = batch(&vendor, &folder, &["results", "job.json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(ran.stderr, "1 value, 2 without\n");
    let results = lines(&ran.stdout);
    assert_eq!(results[0]["value"]["name"], "Ada Lovelace");
    assert_eq!(results[1]["id"], "request-2");
    let violation = results[1]["violations"][0].as_str().expect("a violation");
    assert!(violation.starts_with("/name: "), "{violation}");
    assert_eq!(results[1]["usage"]["total"], 13);
    assert_eq!(
        results[2]["error"],
        "the results say nothing of the request"
    );
}

#[test]
fn a_batch_is_called_off() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, |_, _| Vec::new());
        let folder = people(&format!("cli-batch-off-{kind:?}"));
        create(&vendor, &folder, &["--job", "job.json"]).good();
        let ran = batch(&vendor, &folder, &["cancel", "job.json"]).good();
        assert_eq!(ran.stderr, "job.json: called off\n");
        let ran = batch(
            &vendor,
            &folder,
            &["status", "job.json", "--wait", "--every", "0"],
        );
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        assert!(
            ran.stderr.starts_with("job.json: cancelled, "),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn nothing_is_handed_over_that_could_not_be_written_down() {
    let vendor = Vendor::start(Kind::Openai, ada);
    let folder = people("cli-batch-refused");
    fs::write(folder.join("there.json"), "mine").expect("a file");
    let ran = create(&vendor, &folder, &["--job", "there.json"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    let ran = create(&vendor, &folder, &["--job", "no/folder.json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    // What the requests would be.
    let ran = create(&vendor, &folder, &["--dry-run"]).good();
    let requests = lines(&ran.stdout);
    assert_eq!(requests[1]["custom_id"], "request-2");
    assert_eq!(requests[1]["body"]["messages"][1]["content"], "Bob.");
    // Texts that are none, and one name twice.
    for (texts, said) in [
        ("\"a\"\nb\n", "error: texts.jsonl: line 2: a string of JSON"),
        (
            "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}\n",
            "error: the batch has a request `a` already",
        ),
    ] {
        fs::write(folder.join("texts.jsonl"), texts).expect("a file");
        let ran = create(&vendor, &folder, &["--job", "new.json"]);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
    }
    assert_eq!(vendor.asked(), Vec::<String>::new(), "it was handed over");
    // A server that refuses leaves no file behind.
    fs::write(folder.join("texts.jsonl"), "\"a\"\n").expect("a file");
    let refusal = (400, r#"{"error":{"message":"no batches today"}}"#);
    vendor.state.lock().expect("well").faults.push(refusal);
    let ran = create(&vendor, &folder, &["--job", "new.json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("no batches today"), "{}", ran.stderr);
    assert!(!folder.join("new.json").exists());
    assert_eq!(
        fs::read_to_string(folder.join("there.json")).expect("it is there"),
        "mine"
    );
    // It has to be said whom to ask; whoever has no batches says so, and what is no job is none.
    let unnamed = [
        "batch",
        "create",
        "person.yaml",
        "--input",
        "texts.jsonl",
        "--dry-run",
    ];
    let without = [&unnamed[..], &["--model", "offline"]].concat();
    for (create, said) in [
        (&unnamed[..], "  --model <PROVIDER/MODEL>\n"),
        (&without, "those that do are"),
    ] {
        let ran = run(&folder, create);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    let ran = run(&folder, &["batch", "status", "there.json"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

#[test]
fn a_journal_tells_what_was_spent() {
    let folder = folder("cli-usage");
    let client = formwork::Client::offline(Offline::new());
    let journal = Journal::open(folder.join("job.journal")).expect("a journal");
    let inputs = (0..5).map(|number| Input::user(format!("n-{number}"), format!("Text {number}.")));
    let spent = client
        .block_on(async {
            let mut running = client
                .request::<String>()
                .bulk()
                .journal(journal)
                .run(inputs);
            let mut spent = formwork::Usage::default();
            while let Some(done) = running.next().await {
                spent += done.result.expect("it fits").usage();
            }
            spent
        })
        .expect("it runs");
    let json = ["usage", "job.journal", "--message-format", "json"];
    let told = lines(&run(&folder, &json).good().stdout);
    assert_eq!(told[0]["model"], "offline/offline");
    assert_eq!(told[0]["calls"], 5);
    assert_eq!(told[0]["usage"]["input"], spent.input_tokens);
    assert_eq!(told[0]["usage"]["output"], spent.output_tokens);
    assert!(spent.output_tokens > 0);
    assert_eq!(told[1]["model"], "total");
    // What has no price is not left out of a sum unseen.
    fs::write(
        folder.join("prices.json"),
        r#"{"openai/*":{"input":2,"output":10}}"#,
    )
    .expect("a file");
    let priced = ["usage", "job.journal", "--prices", "prices.json"];
    let ran = run(&folder, &priced);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let row: Vec<&str> = ran
        .stdout
        .lines()
        .nth(1)
        .expect("a row")
        .split_whitespace()
        .collect();
    assert_eq!(
        (row[0], row[1], &row[6..]),
        ("offline/offline", "5", &["no", "price"][..])
    );
    // A process that was killed has left half a line; damage in the middle is told, and not passed over.
    let journal = fs::read(folder.join("job.journal")).expect("it was written");
    let torn = &journal[..journal.len() - 1];
    fs::write(folder.join("torn.journal"), torn).expect("a file");
    let told = run(
        &folder,
        &["usage", "torn.journal", "--message-format", "json"],
    );
    assert_eq!(lines(&told.good().stdout)[0]["calls"], 4);
    let damaged = String::from_utf8_lossy(&journal).replacen("n-1", "n-l", 1);
    fs::write(folder.join("damaged.journal"), damaged).expect("a file");
    let ran = run(&folder, &["usage", "damaged.journal"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr
            .starts_with("error: the journal `damaged.journal` is damaged at line "),
        "{}",
        ran.stderr
    );
    let ran = run(&folder, &["usage", "no.journal"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr.starts_with("error: no.journal: "),
        "{}",
        ran.stderr
    );
    let ran = run(&folder, &["usage", "schemas/order.yaml"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("no line of it says what was spent"),
        "{}",
        ran.stderr
    );
}
