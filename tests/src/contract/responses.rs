//! Recorded whole answers: what the wire makes of them, and what stands in them.

use formwork::provider::{Assembly, FinishReason};

use super::{Folder, Tally, api, oracle};

pub(super) fn check(folder: &Folder) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for row in folder.of_kind("response") {
        let Some(wire) = api::wire(&row.api) else {
            tally.skip(format!("{} is no chat", row.api));
            continue;
        };
        let bytes = folder.bytes(&row.path)?;
        let mut assembly = Assembly::default();
        let read = wire.read(&bytes, &mut |delta| assembly.add(delta));
        let result = match (read, serde_json::from_slice(&bytes)) {
            (Err(error), _) => Err(error.to_string()),
            (Ok(()), Err(error)) => Err(format!("not JSON, and read all the same: {error}")),
            (Ok(()), Ok(body)) => compare(&assembly, &oracle::read(&row.api, &body)),
        };
        tally.add(&row.group(), &row.path, result);
    }
    Ok(tally)
}

fn compare(assembly: &Assembly, said: &oracle::Said) -> Result<(), String> {
    if assembly.text != said.text {
        return Err(format!("text {:?}, not {:?}", assembly.text, said.text));
    }
    let calls: Vec<_> = assembly
        .tool_calls
        .iter()
        .map(|call| {
            let text = serde_json::Value::String(call.arguments.clone());
            (call.name.clone(), oracle::arguments(&text))
        })
        .collect();
    if calls != said.calls {
        return Err(format!("calls {calls:?}, not {:?}", said.calls));
    }
    let finish = assembly.finish.as_ref().map(FinishReason::as_str);
    let meant = said.finish.as_deref().and_then(oracle::meaning);
    // A refusal says more than the reason why it ended.
    if let Some(meant) = meant.filter(|_| assembly.refusal.is_empty())
        && finish != Some(meant)
        // Gemini says STOP for calls too, and servers say `stop` for forced ones.
        && !(meant == "stop" && finish == Some("tool_calls") && !calls.is_empty())
    {
        return Err(format!(
            "finish {finish:?}, not {meant:?} ({:?})",
            said.finish
        ));
    }
    if said.has_usage != assembly.usage.is_some() {
        return Err(format!("usage {:?}", assembly.usage));
    }
    if let Some(usage) = assembly.usage
        && (usage.cached_input_tokens > usage.input_tokens
            || usage.reasoning_tokens > usage.output_tokens
            || usage.total_tokens < usage.input_tokens)
    {
        return Err(format!("usage that does not add up: {usage:?}"));
    }
    if !assembly.done {
        return Err("not done".to_owned());
    }
    Ok(())
}
