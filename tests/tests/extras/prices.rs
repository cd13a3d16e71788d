//! Costs by a table of prices.

use formwork::cache::{Caching, MemoryCache};
use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Cost, Next, Price, PriceError, Prices, Usage};

use crate::script::{answer, client, run};
use crate::tricky::Tricky;

fn usage(input: u64, cached: u64, written: u64, output: u64) -> Usage {
    let mut usage = Usage::default();
    usage.input_tokens = input;
    usage.cached_input_tokens = cached;
    usage.cache_written_tokens = written;
    usage.output_tokens = output;
    usage.reasoning_tokens = output / 2;
    usage.total_tokens = input + output;
    usage
}

fn table() -> Prices {
    let json = r#"{
        "openai/gpt-5-mini": { "input": 0.25, "cached_input": 0.025, "output": 2 },
        "openai/gpt-5*": { "input": "1.25", "output": 10.0, "cached_input": null },
        "openai/*": { "input": 1, "output": 1 },
        "anthropic/claude-*": { "input": 3, "cached_input": 0.3, "cache_write": 3.75, "output": 15 },
        "meta/llama": { "input": 0.000000001, "output": 0 },
        "gemma*": { "input": 0, "output": 0 }
    }"#;
    serde_json::from_str(json).unwrap()
}

#[test]
fn each_kind_of_token_has_its_price() {
    let prices = table();
    for (model, usage, cost) in [
        ("openai/gpt-5-mini", usage(1_000_000, 0, 0, 0), "0.25"),
        (
            "openai/gpt-5-mini",
            usage(1_000_000, 1_000_000, 0, 1_000_000),
            "2.025",
        ),
        ("openai/gpt-5-mini", usage(1, 0, 0, 1), "0.00000225"),
        ("openai/gpt-5.1", usage(3, 2, 0, 1), "0.00001375"),
        ("openai/o3", usage(3, 2, 0, 1), "0.000004"),
        (
            "anthropic/claude-haiku",
            usage(1_000, 600, 300, 10),
            "0.001755",
        ),
        // More parts than there is of the whole.
        (
            "anthropic/claude-haiku",
            usage(1_000, 900, 900, 0),
            "0.000645",
        ),
        ("meta/llama", usage(1, 0, 0, 9), "0.000000000000001"),
        ("ollama/gemma3:4b", usage(1_000, 0, 0, 10), "0"),
        ("gemma3:4b", usage(1_000, 0, 0, 10), "0"),
    ] {
        assert_eq!(
            prices.cost(&usage, model).unwrap().to_string(),
            cost,
            "{model} {usage:?}"
        );
    }
    assert_eq!(prices.cost(&usage(1, 0, 0, 1), "mistral/small"), None);
    assert_eq!(
        prices.cost(&usage(1, 0, 0, 1), "gpt-5-mini"),
        None,
        "whose?"
    );
}

#[test]
fn sums_are_exact() {
    let prices = Prices::new()
        .with("a", Price::new("0.1", "0.2").unwrap())
        .with("b", Price::new("99", "99").unwrap())
        .with(
            "b",
            Price::new("0.3", "0")
                .unwrap()
                .cached_input("0.7")
                .unwrap()
                .cache_write("5")
                .unwrap(),
        );
    let a = prices.cost(&usage(1, 0, 0, 1), "a").unwrap();
    let b = prices.cost(&usage(1, 0, 0, 1), "b").unwrap();
    assert_eq!(a, b, "0.1 + 0.2 is 0.3");
    let sum: Cost = std::iter::repeat_n(a, 1_000_000).sum();
    assert_eq!(
        (sum.to_string(), sum.nanos()),
        ("0.3".to_owned(), 300_000_000)
    );
    let mut both = sum;
    both += prices.cost(&usage(2, 1, 1, 7), "b").unwrap();
    assert_eq!(both.to_string(), "0.3000057");
    assert!(both > sum);
    assert_eq!(
        format!("{both:.4} {both:.0} {both:>8.2}|{:.3}", Cost::default()),
        "0.3000 0     0.30|0.000"
    );
    let most = Price::new("18446744073.709551615", "18446744073.709551615").unwrap();
    let cost = most.cost(&usage(u64::MAX, 0, 0, 0));
    assert_eq!(cost + cost, cost + cost + cost, "no cost wraps");
}

#[test]
fn what_is_no_price_is_refused() {
    for text in [
        "",
        ".5",
        "5.",
        "-1",
        "1e3",
        "0.0000000001",
        "1,5",
        "NaN",
        " 1",
        "20000000000",
    ] {
        let error: PriceError = Price::new(text, "0").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with(&format!("`{text}` is no price")),
            "{error}"
        );
    }
    for (json, what) in [
        (r#"{"a": {"input": 1}}"#, "missing field `output`"),
        (
            r#"{"a": {"input": 1, "output": -2}}"#,
            "invalid type: integer `-2`, expected a price",
        ),
        (
            r#"{"a": {"input": 1, "output": 1e-12}}"#,
            "`0.000000000001` is no price",
        ),
        (
            r#"{"a": {"input": 1, "output": 1, "per": 1000}}"#,
            "unknown field `per`",
        ),
        (
            r#"{"a": {"input": 1, "output": 1}, "a": {"input": 1, "output": 1}}"#,
            "`a` is there twice",
        ),
        ("[]", "expected an object of models and their prices"),
    ] {
        let error = serde_json::from_str::<Prices>(json)
            .unwrap_err()
            .to_string();
        assert!(error.contains(what), "{error}");
    }
}

/// Every attempt is paid for at the price of its model.
#[test]
fn what_a_call_costs() {
    let mode = Mode::JsonSchema;
    let texts = [r#"{"shape":"x","size":0}"#, r#"{"shape":"x","size":1}"#];
    let server = texts.iter().fold(Replay::new(), |server, text| {
        answer(server, mode, "Tricky", text, false)
    });
    let prices = Prices::new()
        .with("openai/gpt-5-mini", Price::new("1", "10").unwrap())
        .with("openai/gpt-5", Price::new("2", "20").unwrap());
    let client = client(&server);
    let caching = Caching::new(MemoryCache::new(1 << 20));
    let request = || {
        let request = client.request::<Tricky>().user("x").mode(mode);
        let request = request.escalate(|_| Next::same().model("gpt-5"));
        request.cache(caching.clone())
    };
    let reply = run(request().send()).unwrap();
    // 100 tokens of input and 10 of output, each.
    assert_eq!(reply.cost(&prices).unwrap().to_string(), "0.0006");
    assert_eq!(
        reply.attempts[1].cost(&prices).unwrap().to_string(),
        "0.0004"
    );
    assert_eq!(reply.cost(&Prices::new()), None);
    let again = run(request().send()).unwrap();
    assert!(again.from_cache());
    assert_eq!(
        again.cost(&Prices::new()),
        Some(Cost::default()),
        "nothing was spent"
    );

    let server = answer(Replay::new(), mode, "Tricky", texts[0], false);
    let request = crate::script::client(&server)
        .request::<Tricky>()
        .mode(mode);
    let failed = run(request.user("x").max_reasks(0).send()).unwrap_err();
    assert_eq!(failed.cost(&prices).unwrap().to_string(), "0.0002");
}
