#!/bin/sh
# Writes what packages contain beside the program and the files of the repository into a directory: the manual page,
# the completion scripts, and the licences of all modules that are linked on any system. PROGRAM is one that is built
# already.
set -eu
out=${1:?usage: generate.sh DIRECTORY [PROGRAM]}
rm -rf "$out"
mkdir -p "$out/completions"
program=${2-}
if [ -z "$program" ]; then
  program=$out/metalwright
  CGO_ENABLED=0 go build -o "$program" .
fi
"$program" man | gzip -9n >"$out/metalwright.1.gz"
"$program" completion bash >"$out/completions/metalwright.bash"
"$program" completion zsh >"$out/completions/_metalwright"
"$program" completion fish >"$out/completions/metalwright.fish"
"$program" completion powershell >"$out/completions/metalwright.ps1"
rm -f "$out/metalwright"
.ci/licences/linked | go run -modfile=.ci/tools.mod ./.ci/licences -texts >"$out/THIRD-PARTY-LICENSES.txt"
gzip -9nc "$out/THIRD-PARTY-LICENSES.txt" >"$out/THIRD-PARTY-LICENSES.gz"
