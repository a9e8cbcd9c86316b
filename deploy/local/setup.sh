#!/bin/sh
# Makes .venv with the packages of requirements/$1.txt (local or dev) and this folder itself.
# Says nothing and takes no time when that is done already. PYTHON=... chooses the interpreter.
set -eu
cd "$(dirname "$0")/../.."
level=${1:-local}
venv=.venv
log=.postloan/setup.log

fail() {
    echo "$1" >&2
    exit 1
}

fingerprint() {
    # The second file of a pair is what the first was made from: a change of either counts.
    cat "requirements/$1.txt" pyproject.toml | cksum
}

is_current() {
    [ -x "$venv/bin/postloan" ] && "$venv/bin/python" -c '' 2>/dev/null &&
        [ "$(cat "$venv/.postloan-$1" 2>/dev/null)" = "$(fingerprint "$1")" ]
}

find_python() {
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        # A name on the PATH may be a shim for a version that is not there: only running it tells.
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            without_venv=$candidate
            if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
                python=$candidate
                return
            fi
        fi
    done
    if [ -n "${without_venv:-}" ]; then
        fail "$without_venv lacks its modules venv and ensurepip: install them (on Debian and Ubuntu the package python3-venv) and try again."
    fi
    fail "postloan needs Python 3.11 or newer and found none as ${PYTHON:-python3.13, python3.12, python3.11 or python3}: install one, or name it with PYTHON=/path/to/python3."
}

run_pip() {
    if ! "$venv/bin/python" -m pip --disable-pip-version-check --quiet --no-input "$@" >"$log" 2>&1; then
        if grep -q 'No space left on device' "$log"; then
            fail "The disk that holds $(pwd) is full: free some space and try again."
        fi
        if grep -Eq 'NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|Could not fetch URL|No matching distribution' "$log"; then
            fail "Python packages could not be downloaded; check the network (or pip's index setting) and try again. Details: $log"
        fi
        tail -n 5 "$log" >&2
        fail "Python packages could not be installed. Details: $log"
    fi
}

if is_current "$level" || { [ "$level" = local ] && is_current dev; }; then
    exit 0
fi
mkdir -p .postloan || fail "The folder $(pwd) cannot be written to."
without_venv=
# An interrupted set-up may have left a Python without pip: then it is made anew.
if ! "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    find_python
    echo "Setting up Python packages in $venv, once: about half a minute" >&2
    "$python" -m venv --clear "$venv" >"$log" 2>&1 || fail "$python could not make $venv. Details: $log"
else
    echo "Bringing the Python packages in $venv up to date" >&2
fi
run_pip install --retries 2 --require-hashes --no-deps --requirement "requirements/$level.txt"
run_pip install --no-deps --no-build-isolation --editable .
fingerprint "$level" >"$venv/.postloan-$level"
