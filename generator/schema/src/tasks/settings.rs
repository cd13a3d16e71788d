//! What a call is told beside its messages: model, mode and limits, by the names that a request has for
//! them.

use std::time::Duration;

use super::read::{Reading, there_are};
use crate::source::{Member, NodeValue};
use crate::{Code, Finding, suggest};

/// How a provider is asked for structure: its name in a file, and that of its variant in the runtime.
pub type Mode = (&'static str, &'static str);

/// Every mode.
pub const MODES: &[Mode] = &[
    ("auto", "Auto"),
    ("tools", "Tools"),
    ("strict_tools", "StrictTools"),
    ("parallel_tools", "ParallelTools"),
    ("json_schema", "JsonSchema"),
    ("json", "Json"),
    ("md_json", "MdJson"),
];

/// Every provider that the runtime knows. The runtime has its own table; a test holds the two together.
pub const PROVIDERS: &[&str] = &[
    "anthropic",
    "anyscale",
    "azure",
    "bedrock",
    "cerebras",
    "cohere",
    "databricks",
    "deepseek",
    "fireworks",
    "gemini",
    "groq",
    "huggingface",
    "litellm",
    "llama-cpp",
    "lm-studio",
    "mistral",
    "offline",
    "ollama",
    "openai",
    "openai-compatible",
    "openrouter",
    "perplexity",
    "sambanova",
    "together",
    "vertexai",
    "vertexai-anthropic",
    "vllm",
    "writer",
    "xai",
];

/// The keys that are settings.
pub(super) const KEYS: &[&str] = &[
    "model",
    "mode",
    "temperature",
    "max_tokens",
    "max_reasks",
    "max_retries",
    "deadline",
    "token_budget",
    "notation",
    "stop_early",
];

/// Defaults of a task's calls. What is not said is left to the client, and to the runtime's own defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `provider/model`.
    pub model: Option<String>,
    /// How structure is asked for.
    pub mode: Option<Mode>,
    /// The sampling temperature, as JSON number text.
    pub temperature: Option<String>,
    /// The most tokens of an answer.
    pub max_tokens: Option<u32>,
    /// How often to ask again after an answer that breaks the schema.
    pub max_reasks: Option<u32>,
    /// How often to repeat a request that got no answer.
    pub max_retries: Option<u32>,
    /// How long a call may take in all.
    pub deadline: Option<Duration>,
    /// The most tokens of all attempts together.
    pub token_budget: Option<u64>,
    /// The schema is told as types where it is told in words.
    pub notation: Option<bool>,
    /// A streamed answer is given up at its first violation.
    pub stop_early: Option<bool>,
}

impl Settings {
    /// Reads a member that is one of [`KEYS`].
    pub(super) fn set(&mut self, reading: &mut Reading, member: &Member, pointer: &str) {
        match member.key.as_str() {
            "model" => self.model = reading.model(member, pointer),
            "mode" => self.mode = reading.mode(member, pointer),
            "temperature" => self.temperature = reading.temperature(member, pointer),
            "max_tokens" => self.max_tokens = reading.small(member, pointer, 1),
            "max_reasks" => self.max_reasks = reading.small(member, pointer, 0),
            "max_retries" => self.max_retries = reading.small(member, pointer, 0),
            "deadline" => self.deadline = reading.duration(member, pointer),
            "token_budget" => self.token_budget = reading.count(member, pointer, 1, u64::MAX),
            "notation" => self.notation = reading.boolean(member, pointer),
            "stop_early" => self.stop_early = reading.boolean(member, pointer),
            _ => {}
        }
    }
}

impl Reading {
    fn model(&mut self, member: &Member, pointer: &str) -> Option<String> {
        let text = self.text(member, pointer)?;
        let (provider, model) = text.split_once('/').unwrap_or((&text, ""));
        let place = self.value_place(member, pointer);
        if !PROVIDERS.contains(&provider) {
            let message = format!("`{provider}` is no provider that is known");
            let finding = Finding::error(Code::TASK_VALUE, place, message);
            self.push(
                match suggest::nearest(provider, PROVIDERS.iter().copied()) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None if !text.contains('/') => {
                        finding.help("write `provider/model`, such as `openai/gpt-5-mini`")
                    }
                    None => finding.help(there_are(PROVIDERS)),
                },
            );
            return None;
        }
        if model.is_empty() && provider != "offline" {
            let message = format!("`{provider}` is asked for no model");
            let finding = Finding::error(Code::TASK_VALUE, place, message);
            self.push(finding.help("write `provider/model`, such as `openai/gpt-5-mini`"));
            return None;
        }
        Some(text)
    }

    fn mode(&mut self, member: &Member, pointer: &str) -> Option<Mode> {
        let text = self.text(member, pointer)?;
        if let Some(mode) = MODES.iter().find(|(name, _)| *name == text) {
            return Some(*mode);
        }
        let names: Vec<&str> = MODES.iter().map(|(name, _)| *name).collect();
        let finding = Finding::error(
            Code::TASK_VALUE,
            self.value_place(member, pointer),
            format!("`{text}` is no mode"),
        );
        let plain = text.to_ascii_lowercase().replace(['-', ' '], "_");
        let meant = names.iter().find(|name| **name == plain).copied();
        let meant = meant.or_else(|| suggest::nearest(&plain, names.iter().copied()));
        self.push(match meant {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help(there_are(&names)),
        });
        None
    }

    fn temperature(&mut self, member: &Member, pointer: &str) -> Option<String> {
        if let NodeValue::Number(text) = &member.value.value {
            let value: Option<f64> = text.parse().ok();
            if value.is_some_and(|value| (0.0..=2.0).contains(&value)) {
                return Some(text.clone());
            }
        }
        self.wrong(member, pointer, "a number from 0 to 2");
        None
    }

    fn small(&mut self, member: &Member, pointer: &str, least: u64) -> Option<u32> {
        let count = self.count(member, pointer, least, u64::from(u32::MAX))?;
        u32::try_from(count).ok()
    }

    /// A whole number in a range.
    pub(super) fn count(
        &mut self,
        member: &Member,
        pointer: &str,
        least: u64,
        most: u64,
    ) -> Option<u64> {
        if let NodeValue::Number(text) = &member.value.value {
            let value: Option<u64> = text.parse().ok();
            if let Some(value) = value.filter(|value| (least..=most).contains(value)) {
                return Some(value);
            }
        }
        let wanted = match least {
            0 => "a whole number, 0 or more",
            _ => "a whole number, 1 or more",
        };
        self.wrong(member, pointer, wanted);
        None
    }

    fn boolean(&mut self, member: &Member, pointer: &str) -> Option<bool> {
        if let NodeValue::Bool(value) = member.value.value {
            return Some(value);
        }
        self.wrong(member, pointer, "`true` or `false`");
        None
    }

    fn duration(&mut self, member: &Member, pointer: &str) -> Option<Duration> {
        let wanted = "a time, such as `30s`, `2m` or `1m 30s`";
        match &member.value.value {
            NodeValue::String(text) => {
                let time = time(text).filter(|time| !time.is_zero());
                if time.is_none() {
                    self.wrong(member, pointer, wanted);
                }
                time
            }
            NodeValue::Number(text) => {
                let place = self.value_place(member, pointer);
                let message = "`deadline` has no unit";
                let finding = Finding::error(Code::TASK_VALUE, place, message);
                self.push(finding.help(format!("write `{text}s` for seconds")));
                None
            }
            _ => {
                self.wrong(member, pointer, wanted);
                None
            }
        }
    }
}

/// `1m 30s`: whole numbers with their units, `ms`, `s`, `m` and `h`, the larger first.
fn time(text: &str) -> Option<Duration> {
    const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
    let mut rest = text.trim();
    let mut units = UNITS.as_slice();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, behind) = rest.split_at_checked(digits)?;
        let behind = behind.trim_start();
        let letters = behind
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(behind.len());
        let (unit, behind) = behind.split_at_checked(letters)?;
        let at = units.iter().position(|(name, _)| *name == unit)?;
        let milliseconds = units.get(at)?.1;
        units = units.get(at + 1..)?;
        let count: u64 = count.parse().ok()?;
        total = total.checked_add(count.checked_mul(milliseconds)?)?;
        rest = behind.trim_start();
    }
    Some(Duration::from_millis(total))
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_have_units_the_larger_first() {
        for (text, milliseconds) in [
            ("30s", Some(30_000)),
            ("1m 30s", Some(90_000)),
            ("1m30s", Some(90_000)),
            ("2 h", Some(7_200_000)),
            ("500ms", Some(500)),
            ("1h1m1s1ms", Some(3_661_001)),
            ("", None),
            ("30", None),
            ("s", None),
            ("30s 1m", None),
            ("1m 1m", None),
            ("1.5s", None),
            ("-1s", None),
            ("30 seconds", None),
            ("99999999999999999999s", None),
            ("9999999999999999999h", None),
        ] {
            let read = time(text).map(|time| time.as_millis());
            assert_eq!(read, milliseconds, "{text}");
        }
    }
}
