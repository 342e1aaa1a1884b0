package orderfile_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

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
		path := filepath.Join("..", "..", "assets", "schema", "order.schema.json")
		if err := os.WriteFile(path, want, 0o644); err != nil { //nolint:gosec // public
			t.Fatal(err)
		}
		return
	}
	if got := assets.OrderSchema; !bytes.Equal(got, want) {
		t.Errorf("assets/schema/order.schema.json is not what Schema() makes; run go test ./state/orderfile -update")
	}
}

// TestSchemaAgrees: what the encoder writes is valid by the schema, and what the decoder refuses for its shape is not.
func TestSchemaAgrees(t *testing.T) {
	t.Parallel()
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.OrderSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("order.json", text); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("order.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(text string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same specs every time
	for _, p := range products() {
		for range 40 {
			text, err := (&orderfile.File{Spec: randomSpec(r, p)}).JSON()
			if err != nil {
				t.Fatal(err)
			}
			if err := valid(string(text)); err != nil {
				t.Fatalf("the schema refuses\n%s\n%v", text, err)
			}
		}
	}
	const head = `{"metalwright": "v1", "product": "zenlayer-bmc", `
	for _, tail := range []string{
		`"zoen": "a"}`, `"zone": 1}`, `"count": 0}`, `"count": 1.5}`, `"billing": {"charge": "monthly"}}`,
		`"storage": {"raid": {"level": 6}}}`,
		`"access": {"password": "hunter2"}}`, `"storage": {"partitions": [{"path": "/"}]}}`, `"tags": {"a": 1}}`,
		`"network": {"traffic_tb": -1}}`,
	} {
		if valid(head+tail) == nil {
			t.Errorf("the schema takes %s%s", head, tail)
		}
		if _, err := orderfile.Decode([]byte(head+tail), "", products()); err == nil {
			t.Errorf("Decode takes %s%s", head, tail)
		}
	}
}
