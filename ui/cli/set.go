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

// setAnswer changes one answer of s: "network.bandwidth_mbps=100".
func setAnswer(s *provider.Spec, text string) error {
	key, value, ok := strings.Cut(text, "=")
	b, known := provider.TextFor(provider.Field(strings.TrimSpace(key)))
	if !ok || !known {
		return report.NewError("cli.set", "Key", key)
	}
	if err := b.Set(s, value); err != nil {
		return err
	}
	return nil
}
