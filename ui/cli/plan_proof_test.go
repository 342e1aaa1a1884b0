package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/orderfile"
)

// TestPlanProvesNothing changes a plan, as someone can who can write the file, and gives it a hash that fits: it is
// placed. The documents say so, and that it is found without a new hash.
func TestPlanProvesNothing(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	path := filepath.Join(c.state, "web.plan")
	c.want(0, "", "", "plan", c.file, "--out", path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(string(text), `"o-web"`, `"o-other"`)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(2, "", "The plan was changed after it was created", "apply", path, "--yes")
	var p orderfile.Plan
	if err := json.Unmarshal([]byte(changed), &p); err != nil {
		t.Fatal(err)
	}
	forged, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(0, "", "o-other DONE", "apply", path, "--yes")
	_, help, _ := c.run("", "plan", "--help")
	page, err := os.ReadFile(filepath.Join("..", "..", ".github", "docs", "orders.md"))
	if err != nil {
		t.Fatal(err)
	}
	for what, said := range map[string]string{"the help": help, "the document": string(page)} {
		if !strings.Contains(flat(said), flat("proves nothing against someone who can write the file")) {
			t.Errorf("%s does not say what a plan's hash is worth:\n%s", what, said)
		}
	}
}
