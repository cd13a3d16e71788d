//! The checker at work on trees that were made up for it: it must see what it is there to see.

use std::fs;
use std::path::Path;

use crate::modules::broken;
use crate::rules::{CODEGEN, RUNTIME, Rule, SCHEMA};
use crate::scan::{flatten, scan, scrub};

/// What is broken in a crate of some files, each a path and a text.
fn judge(name: &str, files: &[(&str, &str)], rules: &[Rule]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("layering")
        .join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old tree can be removed");
    }
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    broken(&scan(&folder), rules)
}

#[test]
fn arrows_that_run_back_are_seen_in_every_spelling() {
    let root = "mod client;\nmod decode;\npub use client::{Client, ClientBuilder};\n";
    for (name, file, text) in [
        ("plain", "decode/mod.rs", "use crate::client::Client;"),
        (
            "group",
            "decode/mod.rs",
            "use crate::{json::Json, client::{self, Client}};",
        ),
        (
            "lines",
            "decode/mod.rs",
            "use crate::{\n    json::Json,\n    client::Client,\n};",
        ),
        (
            "super",
            "decode/engine.rs",
            "use super::super::client::Client;",
        ),
        ("renamed", "decode/mod.rs", "use crate::client as other;"),
        (
            "inline",
            "decode/engine.rs",
            "fn f() { crate::client::Client::new(); }",
        ),
        ("exported", "decode/mod.rs", "use crate::ClientBuilder;"),
        ("type", "decode/mod.rs", "fn f(client: &crate::Client) {}"),
        (
            "public",
            "decode/mod.rs",
            "pub(crate) use crate::client::Client;",
        ),
        (
            "behind",
            "decode/mod.rs",
            "const A: &str = \"{\"; use crate::client::Client; // }",
        ),
        (
            "after",
            "decode/mod.rs",
            "#[cfg(test)]\nmod tests { fn f() {} }\nuse crate::client::Client;",
        ),
    ] {
        let broken = judge(name, &[("lib.rs", root), (file, text)], RUNTIME);
        assert!(!broken.is_empty(), "{name} is not seen");
        for arrow in broken {
            assert!(arrow.starts_with("`decode"), "{name}: {arrow}");
            assert!(
                arrow.contains("decoding knows no provider"),
                "{name}: {arrow}"
            );
        }
    }
}

#[test]
fn what_only_looks_like_an_arrow_is_none() {
    let root = "mod client;\nmod decode;\npub use client::Client;\n";
    for (name, text) in [
        (
            "comment",
            "// use crate::client::Client;\n/* crate::client */",
        ),
        ("words", "/// See [`crate::client::Client`].\nstruct A;"),
        ("string", "const A: &str = \"crate::client::Client\";"),
        ("raw", "const A: &str = r#\"use crate::client::Client;\"#;"),
        (
            "tests",
            "#[cfg(test)]\nmod tests { use crate::client::Client; }",
        ),
        ("neighbour", "use crate::client_side::Thing;"),
        ("lifetime", "fn f<'a>(a: &'a str) -> char { '\"' }"),
    ] {
        let files = [("lib.rs", root), ("decode/mod.rs", text)];
        let broken = judge(name, &files, RUNTIME);
        assert!(broken.is_empty(), "{name}: {broken:?}");
    }
    // The other way round, it is allowed.
    let files = [
        ("lib.rs", root),
        ("client.rs", "use crate::decode::Decoder;"),
    ];
    assert!(judge("forward", &files, RUNTIME).is_empty());
}

#[test]
fn each_crate_has_its_own_forbidden_things() {
    let seen = |name: &str, file: &str, text: &str, rules: &[Rule]| {
        judge(name, &[("lib.rs", ""), (file, text)], rules).len()
    };
    // The core and the generator know no process.
    for rules in [SCHEMA, CODEGEN] {
        for text in [
            "use std::env;",
            "fn f() { std::env::var(\"A\"); }",
            "use std::{fmt, process::Command};",
            "fn f() { println!(\"a\"); }",
            "fn f() { eprintln!(\"a\"); }",
            "fn f() { dbg!(1); }",
            "fn f() { std::env::current_dir(); }",
            "use std::fs;",
            "fn f() { std::fs::read(\"a\"); }",
        ] {
            assert_eq!(seen("process", "lower/mod.rs", text, rules), 1, "{text}");
        }
        let version = "const A: &str = env!(\"CARGO_PKG_VERSION\");";
        assert_eq!(seen("version", "a.rs", version, rules), 0);
    }
    assert_eq!(seen("disk", "source/open.rs", "use std::fs;", SCHEMA), 0);
    // Stages of the core, in order.
    for (from, to, wanted) in [
        ("source", "model", 1),
        ("model", "source", 0),
        ("model", "resolve", 1),
        ("resolve", "model", 0),
        ("resolve", "dialect", 1),
        ("resolve", "analyse", 1),
        ("analyse", "model", 0),
        ("analyse", "resolve", 1),
        ("dialect", "analyse", 1),
        ("dialect", "model", 0),
        ("diag", "source", 0),
        ("diag", "model", 1),
    ] {
        let text = format!("use crate::{to}::Thing;");
        let file = format!("{from}/thing.rs");
        assert_eq!(
            seen("stages", &file, &text, SCHEMA),
            wanted,
            "{from} -> {to}"
        );
    }
    // The runtime: no generator, one door to the network, wires behind their table.
    for (file, text, wanted) in [
        ("rules/mod.rs", "use syn::File;", 1),
        ("call/mod.rs", "fn f() { quote::quote!(); }", 1),
        ("provider/table.rs", "use crate::transport::Transport;", 1),
        (
            "provider/offline/mod.rs",
            "use crate::transport::Transport;",
            0,
        ),
        ("provider/prepared.rs", "use super::openai_chat;", 1),
        ("provider/wire.rs", "use super::openai_chat;", 0),
        (
            "call/stream.rs",
            "use crate::provider::openai_chat::ChatStream;",
            1,
        ),
        ("transport/mod.rs", "use crate::provider::Mode;", 1),
        ("client.rs", "use reqwest::Client;", 1),
        ("transport/reqwest.rs", "use reqwest::Client;", 0),
    ] {
        assert_eq!(
            seen("runtime", file, text, RUNTIME),
            wanted,
            "{file}: {text}"
        );
    }
}

#[test]
fn sources_are_read_as_rust_reads_them() {
    assert_eq!(
        flatten("std::{fmt, io::{self, Read as _}, path::Path}"),
        ["std::fmt", "std::io", "std::io::Read", "std::path::Path"]
    );
    assert_eq!(flatten("::core::option::Option"), ["core::option::Option"]);
    assert_eq!(flatten("a::{b::{c, d}, e}"), ["a::b::c", "a::b::d", "a::e"]);
    let text = "a /* b */ \"c \\\" d\" r#\"e \" f\"# '\\'' 'g' <'h> i // j";
    let words = scrub(text);
    let words: Vec<&str> = words.split_whitespace().collect();
    assert_eq!(words, ["a", "<'h>", "i"]);
}
