package orderfile_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/state/orderfile"
)

var update = flag.Bool("update", false, "write the published schema")

// TestSchema: the published schema is the one that the decoder's table makes.
func TestSchema(t *testing.T) {
	t.Parallel()
	want, err := orderfile.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(filepath.Join("..", "..", "assets", "schema", "order.schema.json"), want, 0o644); err != nil { //nolint:gosec // public
			t.Fatal(err)
		}
		return
	}
	if got := assets.OrderSchema; !bytes.Equal(got, want) {
		t.Errorf("assets/schema/order.schema.json is not what Schema() makes; run go test ./state/orderfile -update")
	}
}
