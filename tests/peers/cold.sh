#!/usr/bin/env bash
# What an empty package costs that depends on Formwork, or on a peer: crates in its tree, and the CPU time of its first build,
# one job at a time. Downloads come first and are not counted. Wall-clock time says more of the machine than of the crates.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export CARGO_BUILD_JOBS=1 CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$work/target" CARGO_TERM_COLOR=never
TIMEFORMAT='%U %S'

# measure NAME MANIFEST-LINES: prints the name, the crates and the seconds.
measure() {
    local package="$work/$1"
    mkdir -p "$package/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n%b\n' "$2" > "$package/Cargo.toml"
    : > "$package/src/lib.rs"
    (cd "$package" && cargo fetch --quiet)
    local crates
    crates="$(cd "$package" && cargo tree --edges normal,build --prefix none --no-dedupe | sed 's/ (.*//' | sort -u | wc -l)"
    rm -rf "$work/target"
    local time
    time="$( { time (cd "$package" && cargo build --offline --quiet 2> "$work/log"); } 2>&1 )" || { cat "$work/log"; exit 1; }
    awk -v name="$1" -v crates="$((crates - 1))" '{ printf "%-24s %4d crates %7.1f s\n", name, crates, $1 + $2 }' <<< "$time"
}

measure formwork "[dependencies]\nformwork = { path = \"$root/runtime\" }"
measure formwork-and-its-build "[dependencies]\nformwork = { path = \"$root/runtime\" }\n[build-dependencies]\nformwork-build = { path = \"$root/build-support\" }"
measure async-openai '[dependencies]\nasync-openai = { version = "=0.43.0", features = ["chat-completion"] }'
measure rstructor '[dependencies]\nrstructor = "=0.6.0"'
