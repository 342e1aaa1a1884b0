package cli

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/report"
)

// settable reports whether --set may give the answer: any of one line that is no secret.
func settable(f provider.Field) bool {
	_, ok := provider.TextFor(f)
	return ok
}

// settableKeys are the keys that --set takes.
func settableKeys() []string {
	var all []string
	for _, a := range provider.Answers() {
		if settable(a.Field) {
			all = append(all, string(a.Field))
		}
	}
	return all
}

// setAnswer changes one answer of s: "network.bandwidth_mbps=100".
func setAnswer(s *provider.Spec, text string) error {
	key, value, ok := strings.Cut(text, "=")
	b, known := provider.TextFor(provider.Field(strings.TrimSpace(key)))
	if !ok || !known {
		return report.NewError("cli.set", "Key", key, "Nearest", provider.Nearest(strings.TrimSpace(key), settableKeys()))
	}
	if err := b.Set(s, value); err != nil {
		return err
	}
	return nil
}
