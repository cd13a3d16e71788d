"""Serves the noise model with llama.cpp's own HTTP server, on loopback, until standard input closes.

    python serve.py FOLDER [PORT]

The model file is written into FOLDER first. Without a PORT the system chooses one. Prints one line,
`listening http://127.0.0.1:PORT`, when it is ready. Whoever started it holds its standard input
open: when that process goes, in whatever way, so does the server.
"""

import os
import socket
import sys

import xllamacpp

import model

# An answer that never ends is cut off here, with finish_reason `length`.
MOST_TOKENS = 3000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    folder = sys.argv[1]
    port = int(sys.argv[2]) if len(sys.argv) > 2 else free_port()
    path = os.path.join(folder, "noise.gguf")
    model.write(path)

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_ctx = model.CONTEXT
    params.n_predict = MOST_TOKENS
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.warmup = False
    server = xllamacpp.Server(params)
    print("listening", server.listening_address, flush=True)
    sys.stdin.read()
    # The server's threads do not end by themselves.
    os._exit(0)


if __name__ == "__main__":
    main()
