package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/run"
)

// TestTooBig separates a document that has more than one may have, which a server counts, from other bad ones.
func TestTooBig(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"one byte too many", strings.Repeat("#", run.MaxInput+1), true},
		{"too many values", "metalwright: order/v1\ntags: {" + strings.Repeat("a: b,", 30_000) + "}\n", true},
		{"too deep", strings.Repeat("[", 100) + strings.Repeat("]", 100), true},
		{"not YAML", "a: b: c", false},
		{"empty", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data, err := readInput(run.Process{In: bytes.NewReader([]byte(c.text))}, "-")
			if err == nil {
				_, _, err = decode(data, "-", all.Products())
			}
			if err == nil {
				t.Fatal("the document was read, want an error")
			}
			if got := tooBig(err); got != c.want {
				t.Errorf("tooBig(%v) = %v, want %v", err, got, c.want)
			}
		})
	}
}
