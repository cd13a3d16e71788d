
# `cargo formwork ...`: the words behind it are completed as those of `cargo-formwork`.
complete -c cargo -n "__fish_seen_subcommand_from formwork" -f -a "(complete -C (commandline -cp | string replace -r '^\s*cargo\s+formwork' cargo-formwork))"
