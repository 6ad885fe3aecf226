#!/bin/sh
# Lock every dependency again: what the laptop needs, what each layer carries, and the tools.
# Needs uv on the PATH. One resolution for all supported Pythons and platforms; the layers take the laptop's versions.
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command devtools/build/lock.sh "$@"
}
# Every Lambda runtime brings boto3 and its parts.
no_boto3="--no-emit-package boto3 --no-emit-package botocore --no-emit-package s3transfer"
layer() {
    name=$1
    shift
    lock "layers/$name/requirements.in" -c requirements/dev.txt -o "layers/$name/requirements.txt" "$@"
}
lock pyproject.toml --group dev -o requirements/dev.txt
lock pyproject.toml --group bench -c requirements/dev.txt -o requirements/bench.txt
# shellcheck disable=SC2086
layer core $no_boto3
# shellcheck disable=SC2086
layer reading $no_boto3
# shellcheck disable=SC2086
layer relay $no_boto3
layer summary --no-deps
lock requirements/sam.in -o requirements/sam.txt
lock requirements/emulator.in -o requirements/emulator.txt
lock requirements/audit.in -o requirements/audit.txt
