//! `LiteLLM`'s proxy between a client and llama.cpp's server, asked in `OpenAI`'s format and in Anthropic's.

use formwork::provider::Mode;
use formwork::{Client, ErrorKind};

use crate::server::{PROXY_KEY, Server};
use crate::typed::Order;
use crate::ways::{Way, nothing, run};

fn client(proxy: &Server, name: &str, mode: Mode, key: &str) -> Client {
    Client::builder(name)
        .base_url(format!("http://{}/v1", proxy.address))
        .api_key(key)
        .mode(mode)
        .build()
        .expect("a client")
}

/// One test, because the proxy takes long to start.
#[test]
fn both_formats_through_the_proxy() {
    let Some(server) = Server::start() else {
        return;
    };
    let Some(proxy) = Server::proxy(&server) else {
        return;
    };
    let way = |name, mode, binding| Way {
        client: client(&proxy, name, mode, PROXY_KEY),
        extra: nothing,
        binding,
    };
    for way in [
        way("openai/noise", Mode::JsonSchema, true),
        way("litellm/noise", Mode::Tools, false),
        way("anthropic/noise", Mode::Tools, false),
    ] {
        way.fills_orders();
        way.asks_again(false);
    }
    // These are told less of an order than noise would need: a proxy may have anything behind it, and Anthropic
    // takes no bounds.
    for way in [
        way("litellm/noise", Mode::JsonSchema, false),
        way("anthropic/noise", Mode::JsonSchema, false),
    ] {
        way.fills_labels();
        way.asks_again(false);
    }
    for name in ["litellm/noise", "anthropic/noise"] {
        let client = client(&proxy, name, Mode::JsonSchema, "sk-another");
        let request = client.request::<Order>().user("Anything.");
        let error = run(request.send()).expect_err("the key is a wrong one");
        let ErrorKind::Api(refusal) = error.kind() else {
            panic!("{error:?}")
        };
        // LiteLLM looks for a key that is not its own in a database, of which it has none here.
        assert_eq!(refusal.status, 400, "{refusal:?}");
        assert_eq!(refusal.message, "No connected db.");
    }
}
