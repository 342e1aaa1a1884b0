package export_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// resource is the resource of a document: what the machine with the index would be made with.
func resource(t *testing.T, text string, index int64) map[string]any {
	t.Helper()
	file, diags := hclparse.NewParser().ParseHCL([]byte(text), "x.tf")
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, text)
	}
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{
		"var": cty.ObjectVal(map[string]cty.Value{
			"password":  cty.StringVal("the password"),
			"user_data": cty.StringVal("the script"),
		}),
		"count": cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(index)}),
	}}
	root, _ := file.Body.(*hclsyntax.Body)
	for _, b := range root.Blocks {
		if b.Type == "resource" {
			return values(t, b.Body, ctx)
		}
	}
	t.Fatalf("no resource in\n%s", text)
	return nil
}

func values(t *testing.T, b *hclsyntax.Body, ctx *hcl.EvalContext) map[string]any {
	t.Helper()
	out := map[string]any{}
	for name, a := range b.Attributes {
		v, diags := a.Expr.Value(ctx)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		text, err := ctyjson.Marshal(v, v.Type())
		if err != nil {
			t.Fatal(err)
		}
		var plain any
		if err := json.Unmarshal(text, &plain); err != nil {
			t.Fatal(err)
		}
		out[name] = plain
	}
	for _, inner := range b.Blocks {
		list, _ := out[inner.Type].([]any)
		out[inner.Type] = append(list, values(t, inner.Body, ctx))
	}
	return out
}

func TestTerraform(t *testing.T) {
	t.Parallel()
	image := string(bmcSpec().Image)
	for _, c := range []struct {
		spec provider.Spec
		want map[string]any
	}{
		{bmcSpec(), map[string]any{
			"count": 3.0, "availability_zone": "SEL-A", "instance_type_id": "M6C", "image_id": image, "instance_name": "web-002",
			"hostname": "web002.example", "instance_charge_type": "PREPAID", "instance_charge_prepaid_period": 12.0,
			"internet_charge_type": "ByTrafficPackage", "internet_max_bandwidth_out": 100.0,
			"traffic_package_size": 1.5, "subnet_id": "subnet-1",
			"gateway_mode": "Disabled", "nic_wan_name": "wan0", "nic_lan_name": "lan0", "password": "the password",
			"resource_group_id": "rg-1",
			"raid_config_custom": []any{
				map[string]any{"raid_type": "1", "disk_sequence": []any{1.0, 2.0}}, map[string]any{
					"raid_type":     "0",
					"disk_sequence": []any{3.0},
				},
			},
			"partitions": []any{
				map[string]any{"fs_path": "/", "fs_type": "ext4", "size": 100.0}, map[string]any{
					"fs_path": "/data",
					"fs_type": "ext4", "size": 200.0,
				},
			},
		}},
	} {
		text := write(t, export.Terraform, draft(t, c.spec))
		if got := resource(t, text, 1); !reflect.DeepEqual(got, c.want) {
			t.Errorf("terraform of %s says\n%v, want\n%v\n%s", c.spec.Product, got, c.want, text)
		}
		formatted(t, text)
	}
}

// formatted checks that terraform fmt would leave the export as it is. hclwrite is what lays text out in terraform fmt
// (Terraform, internal/command/fmt.go), so comparing with it is the check, on every machine. The command also
// simplifies old syntax, which exports have none of; where it is installed it is asked itself.
func formatted(t *testing.T, text string) {
	t.Helper()
	if is := hclwrite.Format([]byte(text)); !bytes.Equal(is, []byte(text)) {
		t.Errorf("terraform fmt changes the export\n%s\nto\n%s", text, is)
	}
	program, err := exec.LookPath("terraform")
	if err != nil {
		return
	}
	cmd := exec.CommandContext(t.Context(), program, "fmt", "-check", "-diff", "-")
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("terraform fmt -check: %v\n%s", err, out)
	}
}

// TestTerraformMany: more machines than one request takes are still one resource each.
func TestTerraformMany(t *testing.T) {
	t.Parallel()
	spec := bmcSpec()
	spec.Count, spec.Name = 250, "db[1,3]"
	got := resource(t, write(t, export.Terraform, draft(t, spec)), 249)
	if got["count"] != 250.0 || got["instance_name"] != "db250" {
		t.Errorf("the last of 250 machines is %v", got)
	}
}

func FuzzTerraformText(f *testing.F) {
	f.Add("a${b}%{c}\"\\\n\t\b\f\u2028é")
	f.Add(`\b\\f$${x}`)
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(strings.TrimSpace(text), "")
		if text == "" || strconv.Quote(text) == `""` {
			return
		}
		spec := bmcSpec()
		spec.Image = provider.ImageID(text)
		want := cty.StringVal(text).AsString() // HCL normalises to NFC
		if got := resource(t, write(t, export.Terraform, draft(t, spec)), 0)["image_id"]; got != want {
			t.Fatalf("image %q reads back as %q", text, got)
		}
	})
}
