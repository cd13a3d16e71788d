//! The rules inside each crate: data flows one way, and what is pure stays pure.

/// A part of a crate, and what it must not name.
pub(crate) struct Rule {
    /// The modules that the rule is for; `""` is every one.
    pub(crate) modules: &'static [&'static str],
    /// The modules among them that are free to.
    pub(crate) except: &'static [&'static str],
    /// The paths. One that begins with `crate` is a module of the same crate; one that ends in `!` is a
    /// macro.
    pub(crate) never: &'static [&'static str],
    /// Why.
    pub(crate) why: &'static str,
}

/// The rule of a wire: nobody names it but the file of all wires, and itself.
const fn wire(except: &'static [&'static str], never: &'static [&'static str]) -> Rule {
    Rule {
        modules: &["provider", "call", "client", "error"],
        except,
        never,
        why: "wires are named through `provider::wire` alone",
    }
}

/// What has to do with the process that a program runs in.
const PROCESS: &[&str] = &[
    "std::env",
    "std::process",
    "std::net",
    "env::current_dir",
    "env::var",
    "env::var_os",
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "dbg!",
    "std::io::stdout",
    "std::io::stderr",
    "io::stdout",
    "io::stderr",
];

/// Commands, each thin.
pub(crate) const CLI: &[Rule] = &[
    Rule {
        modules: &[""],
        except: &["client"],
        never: &["formwork"],
        why: "the commands that ask a model are a feature, in a folder of their own",
    },
    Rule {
        modules: &["client"],
        except: &[],
        never: &[
            "crate::folder",
            "crate::breaking",
            "crate::graph",
            "crate::new",
        ],
        why: "what asks a model generates nothing",
    },
    Rule {
        modules: &["tell", "exit", "progress", "pretty", "head"],
        except: &[],
        never: &[
            "formwork_codegen::generate",
            "formwork_schema",
            "crate::client",
        ],
        why: "how something is said does not depend on who says it",
    },
];

/// Schema documents in, a model and dialects out.
pub(crate) const SCHEMA: &[Rule] = &[
    Rule {
        modules: &[""],
        except: &[],
        never: PROCESS,
        why: "the core's output depends on its input alone",
    },
    Rule {
        modules: &[""],
        except: &["source::open"],
        never: &["std::fs", "fs", "tokio"],
        why: "files are reached through a `Loader`, and `Disk` is the one that reads them",
    },
    Rule {
        modules: &["finding", "suggest", "explain"],
        except: &[],
        never: &[
            "crate::model",
            "crate::resolve",
            "crate::dialect",
            "crate::diag",
        ],
        why: "findings and suggestions know no stage",
    },
    Rule {
        modules: &["source"],
        except: &[],
        never: &[
            "crate::model",
            "crate::resolve",
            "crate::dialect",
            "crate::diag",
        ],
        why: "source comes before model",
    },
    Rule {
        modules: &["model", "json"],
        except: &[],
        never: &["crate::resolve", "crate::dialect", "crate::diag"],
        why: "model comes before resolve",
    },
    Rule {
        modules: &["resolve"],
        except: &[],
        never: &["crate::analyse", "crate::dialect", "crate::diag"],
        why: "resolve comes before analyse and dialect",
    },
    Rule {
        modules: &["analyse", "standard"],
        except: &[],
        never: &["crate::resolve", "crate::dialect", "crate::diag"],
        why: "what is analysed is a model, wherever that came from",
    },
    Rule {
        modules: &["dialect"],
        except: &[],
        never: &["crate::resolve", "crate::analyse", "crate::diag"],
        why: "a dialect lowers a model, wherever that came from",
    },
    Rule {
        modules: &["diag"],
        except: &[],
        never: &["crate::model", "crate::resolve", "crate::dialect"],
        why: "findings are drawn, whoever found them",
    },
    Rule {
        modules: &[""],
        except: &["diag::render"],
        never: &["annotate_snippets"],
        why: "the drawing crate's types stay in one file",
    },
];

/// A model in, Rust source out.
pub(crate) const CODEGEN: &[Rule] = &[
    Rule {
        modules: &[""],
        except: &[],
        never: PROCESS,
        why: "the generator's output depends on its input alone",
    },
    Rule {
        modules: &[""],
        except: &[],
        never: &["std::fs", "fs", "tokio", "formwork"],
        why: "the generator reads files through a `Loader`, and does not link the runtime",
    },
    Rule {
        modules: &["ir"],
        except: &[],
        never: &[
            "crate::lower",
            "crate::emit",
            "crate::print",
            "crate::generate",
            "proc_macro2",
            "quote",
        ],
        why: "the IR is plain data",
    },
    Rule {
        modules: &["lower"],
        except: &[],
        never: &[
            "crate::emit",
            "crate::print",
            "crate::generate",
            "proc_macro2",
            "quote",
            "syn",
        ],
        why: "lowering decides, and knows no tokens",
    },
    Rule {
        modules: &["emit"],
        except: &[],
        never: &["crate::lower", "crate::generate", "formwork_schema::model"],
        why: "emission decides nothing: all it knows is the IR, and the page it writes on",
    },
    Rule {
        modules: &["print"],
        except: &[],
        never: &[
            "crate::ir",
            "crate::lower",
            "crate::emit",
            "crate::generate",
            "formwork_schema",
        ],
        why: "a page knows lines and brackets, not what they mean",
    },
    Rule {
        modules: &[""],
        except: &[],
        never: &["syn", "quote", "proc_macro2", "prettyplease"],
        why: "source is written from data, as text, and never parsed",
    },
    Rule {
        modules: &[""],
        except: &[],
        never: &["minijinja"],
        why: "templates are read here as the engine reads them, without the engine: its version is the user's choice",
    },
    Rule {
        modules: &["template"],
        except: &[],
        never: &[
            "crate::tasks",
            "crate::lower",
            "crate::ir",
            "crate::emit",
            "crate::print",
            "crate::generate",
            "formwork_schema::model",
            "formwork_schema::source",
            "formwork_schema::tasks",
            "formwork_schema::Finding",
        ],
        why: "how a template is read depends on nothing that it is held against",
    },
];

/// What users and generated code name.
pub(crate) const RUNTIME: &[Rule] = &[
    Rule {
        modules: &[""],
        except: &[],
        never: &[
            "syn",
            "quote",
            "proc_macro",
            "proc_macro2",
            "formwork_codegen",
        ],
        why: "the runtime knows nothing of the generator",
    },
    Rule {
        modules: &[""],
        except: &["dynamic"],
        never: &["formwork_schema"],
        why: "schemas as documents are known to `dynamic` alone, which is a feature",
    },
    Rule {
        modules: &[
            "json",
            "sse",
            "partial",
            "rules",
            "table",
            "decode",
            "extract",
            "members",
            "nullable",
            "never",
            "transcode",
            "violation",
            "message",
            "usage",
            "dynamic",
        ],
        except: &[],
        never: &[
            "crate::provider",
            "crate::transport",
            "crate::call",
            "crate::client",
            "crate::error",
        ],
        why: "decoding knows no provider, no network and no call",
    },
    Rule {
        modules: &["json", "sse", "violation", "usage", "message"],
        except: &[],
        never: &[
            "crate::decode",
            "crate::partial",
            "crate::table",
            "crate::rules",
        ],
        why: "text and plain data know no schema",
    },
    Rule {
        modules: &["transport"],
        except: &[],
        never: &[
            "crate::provider",
            "crate::call",
            "crate::client",
            "crate::decode",
            "crate::extract",
            "crate::message",
            "crate::error",
        ],
        why: "a transport carries bytes, whatever they mean",
    },
    Rule {
        modules: &["provider"],
        except: &[],
        never: &[
            "crate::call",
            "crate::client",
            "crate::error",
            "crate::decode",
        ],
        why: "providers and wires are state machines, driven by the call",
    },
    Rule {
        modules: &["provider"],
        except: &["provider::offline"],
        never: &["crate::transport", "reqwest", "tokio"],
        why: "nothing of a provider opens a connection; the offline one is a transport itself",
    },
    wire(
        &["provider::wire", "provider::anthropic"],
        &["crate::provider::anthropic"],
    ),
    wire(
        &["provider::wire", "provider::bedrock"],
        &["crate::provider::bedrock"],
    ),
    wire(
        &["provider::wire", "provider::cohere"],
        &["crate::provider::cohere"],
    ),
    wire(
        &["provider::wire", "provider::gemini"],
        &["crate::provider::gemini"],
    ),
    wire(
        &["provider::wire", "provider::ollama"],
        &["crate::provider::ollama"],
    ),
    wire(
        &["provider::wire", "provider::openai_chat"],
        &["crate::provider::openai_chat"],
    ),
    wire(
        &["provider::wire", "provider::openai_responses"],
        &["crate::provider::openai_responses"],
    ),
    Rule {
        modules: &["citation", "prices", "templates"],
        except: &[],
        never: &[
            "crate::provider",
            "crate::transport",
            "crate::call",
            "crate::client",
            "crate::error",
            "crate::decode",
        ],
        why: "what stands beside the call knows texts and plain data",
    },
    Rule {
        modules: &["cache"],
        except: &[],
        never: &["crate::call", "crate::client", "crate::decode"],
        why: "a cache keeps what it is given, and does not know when",
    },
    Rule {
        modules: &[""],
        except: &["templates"],
        never: &["minijinja"],
        why: "one file knows the template engine",
    },
    Rule {
        modules: &[""],
        except: &["cache::disk"],
        never: &["redb"],
        why: "one file knows the database",
    },
    Rule {
        modules: &[""],
        except: &["cache::memory"],
        never: &["moka"],
        why: "one file knows the store in memory",
    },
    Rule {
        modules: &[""],
        except: &["batch"],
        never: &["crate::batch"],
        why: "batches are made of requests, which know nothing of them",
    },
    Rule {
        modules: &[""],
        except: &["bulk", "cluster"],
        never: &["crate::bulk"],
        why: "bulk jobs are made of calls, which know nothing of them",
    },
    Rule {
        modules: &[""],
        except: &["cluster"],
        never: &["crate::cluster", "apalis", "apalis_redis"],
        why: "the queue is known to `cluster` alone, which is a feature",
    },
    Rule {
        modules: &[""],
        except: &["transport::signed"],
        never: &["aws_sigv4", "aws_credential_types"],
        why: "one file knows how AWS signs",
    },
    Rule {
        modules: &[""],
        except: &["transport::reqwest", "fetch"],
        never: &["reqwest", "rustls", "rustls_platform_verifier"],
        why: "one folder knows the HTTP client",
    },
];
