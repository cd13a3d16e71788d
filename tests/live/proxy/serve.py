"""Runs LiteLLM's proxy on loopback, in front of a server, until standard input closes.

    LITELLM_MASTER_KEY=sk-... python serve.py FOLDER UPSTREAM [PORT]

UPSTREAM is the address of an OpenAI-compatible server, such as http://127.0.0.1:12345. The
configuration is written into FOLDER. Prints one line, `listening http://127.0.0.1:PORT`, when the proxy
answers. Nothing but loopback is ever reached.
"""

import json
import os
import socket
import sys
import threading
import time
import urllib.request

# A list of prices would be fetched otherwise.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_LOG"] = "ERROR"
# Whatever else wants to leave the machine fails at once: nobody listens there.
for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]:
    os.environ[name] = os.environ[name.lower()] = "http://127.0.0.1:9"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(upstream):
    """One model, whose requests go to `/v1/chat/completions` of the upstream as they are."""
    model = {"model": "hosted_vllm/noise", "api_base": upstream + "/v1", "api_key": "none"}
    return {
        "model_list": [{"model_name": "noise", "litellm_params": model}],
        "litellm_settings": {"telemetry": False},
    }


def announce(address):
    while True:
        try:
            urllib.request.urlopen(address + "/health/liveliness", timeout=5).read()
            break
        except OSError:
            time.sleep(0.2)
    print("listening", address, flush=True)


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def main():
    folder, upstream = sys.argv[1:3]
    port = int(sys.argv[3]) if len(sys.argv) > 3 else free_port()
    path = os.path.join(folder, "litellm.json")
    with open(path, "w") as file:
        # JSON is YAML.
        json.dump(configuration(upstream), file)
    threading.Thread(target=end_with_input, daemon=True).start()
    address = f"http://127.0.0.1:{port}"
    threading.Thread(target=announce, args=[address], daemon=True).start()

    from litellm.proxy.proxy_cli import run_server

    run_server(["--config", path, "--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"])


if __name__ == "__main__":
    main()
