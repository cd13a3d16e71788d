#!/bin/sh
# Installs the system's own programs that tests run: a Redis server, and a browser with its driver. On Debian and its like;
# elsewhere it says what is missing.
set -eu

missing=
for pair in redis-server:redis-server chromium:chromium chromedriver:chromium-driver; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
if [ -z "$missing" ]; then
    echo "ready: redis-server, chromium, chromedriver"
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "please install:$missing" >&2
    exit 1
fi
root=
[ "$(id -u)" = 0 ] || root=sudo
export DEBIAN_FRONTEND=noninteractive
# The lists may be older than what the archive has.
# shellcheck disable=SC2086 # Several words are meant.
$root apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 || {
    $root apt-get update -qq
    $root apt-get install -y --no-install-recommends $missing >/dev/null
}
echo "ready: installed$missing"
