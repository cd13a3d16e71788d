#!/usr/bin/env sh
# What this SDK's CI runs: the generated files are what the schema says, and the package can be published.
set -eu
cd "$(dirname "$0")/../.."

cargo run --locked -q -p formwork-cli -- generate schemas/invoice.yaml --out examples/checked-in/src/generated --check

# Beside it are the crates that it needs, since they are published together here. With --no-verify, nothing is compiled again: what
# is packaged is what the tests have compiled.
cargo publish --locked --dry-run --allow-dirty --no-verify -p checked-in \
    -p formwork -p formwork-macros -p formwork-codegen -p formwork-schema
