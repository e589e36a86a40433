#!/bin/sh
# requirements.txt: every package that requirements.in pulls in, each with its exact version.
set -eu
python=${PYTHON:-python3.11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r requirements.in
{
    echo "# Generated from requirements.in by 'make pins'; do not edit."
    # a local build of torch (2.13.0+cpu) is the same version; CUDA's own packages follow it
    "$folder/venv/bin/pip" list --format=freeze --disable-pip-version-check |
        grep -viE '^(pip|wheel|nvidia-.*|triton)==' | sed 's/^\(torch==[0-9.]*\).*/\1/'
} >"$folder/requirements.txt"
mv "$folder/requirements.txt" requirements.txt
