package assets

import "embed"

// Text holds the message catalogues, one go-i18n file per language: text/en.toml.
//
//go:embed text/*.toml
var Text embed.FS
