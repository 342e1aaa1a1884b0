package cli_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestPictures draws the pictures that the README shows, by the command that anybody may use. With -update it writes
// them: go test ./ui/cli -run TestPictures -args -update.
func TestPictures(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"board.png": {"forty", "--moment", "failed"},
		"demo.gif":  {"first-order"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := process(t, time.Now, nil)
			var out, errs bytes.Buffer
			p.Out, p.Err = &out, &errs
			p.Args = append([]string{"demo", "--render", name}, args...)
			if code := cli.Main(t.Context(), p, all.Products()); code != 0 {
				t.Fatalf("%q ended with %d: %s", p.Args, code, errs.String())
			}
			data, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			begins := map[string]string{".png": "\x89PNG", ".gif": "GIF89a"}[filepath.Ext(name)]
			if !strings.HasPrefix(string(data), begins) {
				t.Errorf("%s begins with %.8q, want %q", name, data, begins)
			}
			path := filepath.Join("..", "..", "assets", "pictures", name)
			if flag.Lookup("update").Value.String() == "true" {
				if err := os.WriteFile(path, data, 0o644); err != nil { //nolint:gosec // public
					t.Fatal(err)
				}
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%v; run this test with -args -update", err)
			}
		})
	}
}
