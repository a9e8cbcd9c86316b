#!/bin/sh
# Renews the locks: requirements/*.txt with hashes and without any host, and jgo.lock.toml.
# Pass --upgrade to take newer versions. A maintainer's tool: nobody needs uv to use postloan.
set -eu
cd "$(dirname "$0")/../.."
bin=$(pwd)/.venv/bin

"$bin/python" -m pip --disable-pip-version-check --quiet install 'uv>=0.13'
compile() {
    file=requirements/$1.txt
    shift
    UV_CUSTOM_COMPILE_COMMAND='make lock' "$bin/uv" pip compile pyproject.toml --quiet --universal \
        --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "$file" "$@"
}
compile run "$@"
compile local --extra local --group setup --constraint requirements/run.txt "$@"
compile dev --extra local --group setup --group dev --constraint requirements/local.txt "$@"

# In a scratch folder: jgo keeps its cache beside the file and would otherwise use the home folder.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp deploy/local/jgo.toml "$scratch"
(cd "$scratch" && HOME=$scratch "$bin/jgo" --ignore-config --quiet --resolver python \
    --repo-cache "$scratch/m2" --cache-dir "$scratch/cache" --links copy lock)
# The date of the run says nothing about the content.
grep -v '^generated = ' "$scratch/jgo.lock.toml" >deploy/local/jgo.lock.toml
