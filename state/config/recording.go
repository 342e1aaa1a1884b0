package config

import (
	"path/filepath"

	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// maskedText is the value in the file that masks IP addresses in recordings.
const maskedText = "masked"

// recordingKey is the recordings in the file of people.
func recordingKey() strict.Key {
	return strict.Key{
		Name: "recording", Doc: "Sessions that are recorded as asciicasts, with secrets masked", Kind: strict.Map,
		Keys: []strict.Key{
			{
				Name: "roles", Doc: "Whose sessions are recorded", Kind: strict.List, Required: true,
				Elem: &strict.Key{Words: roles()},
			},
			{
				Name: "directory", Fault: absoluteFault,
				Doc: "Where the files go, an absolute path; left out, `recordings` in the state directory",
			},
			{
				Name: "addresses", Doc: "Whether IP addresses are masked, too; left out, shown",
				Words: []string{"shown", maskedText},
			},
			{
				Name: "version", Doc: "The version of the asciicast format; left out, 2", Kind: strict.Integer,
				Words: []string{"2", "3"},
			},
		},
	}
}

// absoluteFault: the file of people may be anywhere, so a relative path would begin nowhere in particular.
func absoluteFault(text string) (strict.Reason, string) {
	if filepath.IsAbs(text) {
		return "", ""
	}
	return strict.ReasonFormat, "/var/log/metalwright"
}

func recording(doc any) policy.Recording {
	all, _ := doc.(map[string]any)
	v := object(all, "recording")
	r := policy.Recording{Directory: str(v, "directory"), Addresses: str(v, "addresses") == maskedText}
	for _, name := range texts(v, "roles") {
		r.Roles = append(r.Roles, policy.Role(name))
	}
	r.Version, _ = integer(v, "version")
	return r
}
