//! The `OpenAI` Chat Completions API from the server's side: request bytes in, response bytes out.
//!
//! [`read`] finds what is asked for, [`write`] words the answer. Source: `OpenAI`'s API reference,
//! `POST /v1/chat/completions`.

pub(super) mod read;
pub(super) mod write;
