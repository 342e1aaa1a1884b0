package step_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":              "order.yaml",
		"web-[1,3]":     "web.yaml",
		"web_[1,3].x":   "web.yaml",
		"[1,3]":         "order.yaml",
		"db":            "db.yaml",
		"../../etc/pwd": "etc-pwd.yaml",
		"-rf":           "rf.yaml",
		"中文":            "order.yaml",
		"a.b":           "a-b.yaml",
	} {
		if got := step.FileName(provider.Spec{Name: name}); got != want {
			t.Errorf("FileName(%q) = %q, want %q", name, got, want)
		}
	}
}
