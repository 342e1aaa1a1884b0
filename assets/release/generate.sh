#!/bin/sh
# Writes the manual page and the completion scripts, which packages contain, into a directory.
set -eu
out=${1:?usage: generate.sh DIRECTORY}
rm -rf "$out"
mkdir -p "$out/completions"
CGO_ENABLED=0 go build -o "$out/metalwright" .
"$out/metalwright" man | gzip -9n >"$out/metalwright.1.gz"
"$out/metalwright" completion bash >"$out/completions/metalwright.bash"
"$out/metalwright" completion zsh >"$out/completions/_metalwright"
"$out/metalwright" completion fish >"$out/completions/metalwright.fish"
"$out/metalwright" completion powershell >"$out/completions/metalwright.ps1"
rm "$out/metalwright"
