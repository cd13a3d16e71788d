#!/bin/sh
# Makes the virtual environment that the live test runs its server in: target/live-venv, or
# $FORMWORK_LIVE_VENV. Needs python3 with venv, and a package index or a mirror of one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${FORMWORK_LIVE_VENV:-$here/../../target/live-venv}
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
"$venv/bin/python" -c 'import gguf, numpy, xllamacpp'
echo "ready: $venv"
