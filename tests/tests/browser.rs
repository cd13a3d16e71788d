//! The live form in a real browser: fields fill while the model writes, complete ones are marked, what was wrong is
//! shown.
//!
//! Chromium is driven over the protocol of W3C's `WebDriver`, level 2. Without `chromedriver` there is one line
//! in its place, unless `FORMWORK_REQUIRE_LIVE` says that there must be one.

#![allow(clippy::print_stderr)] // It says when it is skipped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

/// Nothing here takes longer.
const LONGEST: Duration = Duration::from_secs(60);

/// A program that ends with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program, and waits for the line that says where it listens.
fn start(command: &mut Command, says: impl Fn(&str) -> Option<String>) -> (Running, String) {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut running = Running(child.expect("it starts"));
    let output = running.0.stdout.take().expect("its output");
    let mut lines = BufReader::new(output).lines();
    let at = lines.find_map(|line| says(&line.expect("a line")));
    // Whatever else it says must not fill its pipe.
    std::thread::spawn(move || lines.for_each(drop));
    (running, at.expect("it says where it listens"))
}

fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// A page in a browser.
struct Page {
    session: String,
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
    _driver: Running,
    profile: PathBuf,
}

impl Page {
    fn open(driver: &Path, url: &str) -> Self {
        let profile = std::env::temp_dir().join(format!("formwork-browser-{}", std::process::id()));
        let (running, at) = start(Command::new(driver).arg("--port=0"), |line| {
            let port = line
                .split("successfully on port ")
                .nth(1)?
                .trim_end_matches('.');
            port.parse::<u16>()
                .ok()
                .map(|port| format!("http://127.0.0.1:{port}"))
        });
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a runtime");
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inside = runtime.enter();
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        drop(inside);
        let mut page = Self {
            session: format!("{at}/session"),
            client,
            runtime,
            _driver: running,
            profile,
        };
        let profile = format!("--user-data-dir={}", page.profile.display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-quic",
            "--window-size=1120,860",
            "--force-device-scale-factor=1",
            &profile,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
        }}});
        let made = page.post("", &wanted);
        let id = made["sessionId"].as_str().expect("a session");
        page.session = format!("{}/{id}", page.session);
        page.post("/url", &json!({"url": url}));
        page
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.session));
        let request = request
            .header("content-type", "application/json")
            .body(body.to_string());
        self.answer(request)
    }

    fn answer(&self, request: reqwest::RequestBuilder) -> Value {
        let text = self
            .runtime
            .block_on(async { request.timeout(LONGEST).send().await?.text().await });
        let answer: Value = serde_json::from_str(&text.expect("an answer")).expect("JSON");
        assert!(
            answer["value"].get("error").is_none(),
            "{}",
            answer["value"]
        );
        answer["value"].clone()
    }

    /// What a script on the page gives.
    fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    fn screenshot(&self) -> Vec<u8> {
        let picture = self.answer(self.client.get(format!("{}/screenshot", self.session)));
        let picture = picture.as_str().expect("a picture");
        base64::engine::general_purpose::STANDARD
            .decode(picture)
            .expect("base64")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let request = self.client.delete(&self.session).timeout(LONGEST);
        let _ = self.runtime.block_on(async { request.send().await });
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// What the form shows: the status, how many fields grow and are complete, how many attempts were told of.
const LOOK: &str = r##"
    const states = (state) => document.querySelectorAll(`output[data-state=${state}]`).length;
    return [document.getElementById("status").textContent, states("growing"), states("complete"),
            document.querySelectorAll("#log code").length];
"##;

#[test]
fn the_form_fills_while_the_model_writes() {
    let (Some(driver), true) = (found("chromedriver"), found("chromium").is_some()) else {
        assert!(
            std::env::var_os("FORMWORK_REQUIRE_LIVE").is_none(),
            "chromium and chromedriver must be there"
        );
        eprintln!("skipped: chromium or chromedriver is not installed");
        return;
    };
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            "live-form",
            "--message-format=json",
        ])
        .arg("--manifest-path")
        .arg(manifest)
        .output()
        .expect("cargo runs");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let program = String::from_utf8_lossy(&built.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|line| Some(line.get("executable")?.as_str()?.to_owned()))
        .expect("a program");
    let mut program = Command::new(program);
    program.env("PORT", "0").env_remove("FORMWORK_PROVIDER");
    let (_server, url) = start(&mut program, |line| {
        line.starts_with("http://").then(|| line.to_owned())
    });

    let page = Page::open(&driver, &url);
    assert_eq!(page.run("return document.title"), "Formwork: a live form");
    page.run("document.getElementById('go').click()");

    let begin = Instant::now();
    let (mut half_way, mut violations, mut picture) = (0, 0, None);
    loop {
        let seen = page.run(LOOK);
        let count = |index: usize| seen[index].as_u64().expect("a number");
        let (status, growing, complete) = (seen[0].as_str().expect("a text"), count(1), count(2));
        violations = violations.max(count(3));
        if growing > 0 && complete > 0 {
            half_way += 1;
            if violations > 0 && complete > 9 && picture.is_none() {
                picture = Some(page.screenshot());
            }
        }
        match status {
            "done" => break,
            "failed" | "the connection broke" => {
                panic!("{}", page.run("return document.body.innerText"))
            }
            _ => assert!(begin.elapsed() < LONGEST, "it never ends: {seen}"),
        }
    }
    assert!(
        half_way > 1,
        "fields are complete while others grow: seen {half_way} times"
    );
    assert!(
        violations > 0,
        "what was wrong with the first answer is shown"
    );

    // The typed value, and what the form shows of it.
    let invoice = page.run("return window.invoice");
    let number = invoice["number"].as_str().expect("a number");
    let shown = page.run(
        r#"return [document.querySelector('output[data-pointer="/number"]').textContent,
                   document.querySelectorAll('#lines tr').length,
                   document.querySelectorAll('output[data-state=growing]').length,
                   document.querySelectorAll('#log li.done').length]"#,
    );
    let lines = invoice["lines"].as_array().expect("lines").len();
    assert_eq!(shown, json!([number, lines, 0, 1]));
    if let (Some(picture), true) = (picture, std::env::var_os("BLESS").is_some()) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/live-form.png");
        std::fs::write(path, picture).expect("it can be written");
    }
}
