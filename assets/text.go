package assets

import (
	"embed"
	"io/fs"
	"strings"
)

// Text holds the message catalogues, one file per language: text/en.toml. A message is a text, or a text
// for each plural form of the language (one, other).
//
//go:embed text/*.toml
var Text embed.FS

// Help holds what the help says of commands and flags, one file per language but English, which is beside the
// commands: help/zh.toml.
//
//go:embed help/*.toml
var Help embed.FS

// Languages are those that have a catalogue, as BCP 47 tags in order: "en".
func Languages() []string {
	files, _ := fs.Glob(Text, "text/*.toml") // the pattern is right, and nothing else fails
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(f, "text/"), ".toml")
	}
	return files
}
