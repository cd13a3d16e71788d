
# `cargo formwork ...`: the words behind it are completed as those of `cargo-formwork`, everything else as before.
_cargo_formwork_before="$(complete -p cargo 2>/dev/null | sed -n 's/^.* -F \([^ ]*\) .*$/\1/p')"
if [[ "${_cargo_formwork_before}" == _cargo_formwork_behind_cargo ]]; then
    _cargo_formwork_before=""
fi

_cargo_formwork_behind_cargo() {
    if [[ "${COMP_CWORD}" -gt 1 && "${COMP_WORDS[1]}" == formwork ]]; then
        local behind=("${COMP_WORDS[@]:2}") at=$((COMP_CWORD - 1))
        local COMP_WORDS=(cargo-formwork "${behind[@]}") COMP_CWORD=${at}
        _cargo__formwork cargo-formwork "$2" "$3"
        return
    fi
    if [[ -z "${_cargo_formwork_before}" ]] && declare -F _completion_loader >/dev/null; then
        # It is loaded when it is first wanted, and takes the place of this function.
        _completion_loader cargo
        _cargo_formwork_before="$(complete -p cargo 2>/dev/null | sed -n 's/^.* -F \([^ ]*\) .*$/\1/p')"
        complete -F _cargo_formwork_behind_cargo -o bashdefault -o default cargo
        if [[ "${_cargo_formwork_before}" == _cargo_formwork_behind_cargo ]]; then
            _cargo_formwork_before=""
        fi
    fi
    if [[ -n "${_cargo_formwork_before}" ]]; then
        "${_cargo_formwork_before}" "$@"
    fi
}

complete -F _cargo_formwork_behind_cargo -o bashdefault -o default cargo
