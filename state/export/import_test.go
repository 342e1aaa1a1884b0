package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// TestTerraformTakesOver: the machines of a placed order are imported, each once and by its own name, and nothing is
// left to be bought or changed: no more resources than machines that are there, no secret to be set.
func TestTerraformTakesOver(t *testing.T) {
	t.Parallel()
	rich := vmSpec()
	rich.Count, rich.Name = 4, "db[1,3]"
	rich.Storage.SystemDisk.Category, rich.Network.SecurityGroup = "SSD", "sg-1"
	for _, spec := range []provider.Spec{bmcSpec(), rich} {
		s := source(t, spec)
		s.Instances = []provider.Instance{
			{ID: "11", Name: "db001", Hostname: "h1", Status: provider.StatusRunning},
			{ID: "12", Name: "db002", Hostname: "h2", Status: provider.StatusPending},
			{ID: "13", Name: "db003", Status: provider.StatusFailed},
			{ID: "14", Name: "db004", Status: provider.StatusVanished},
		}
		text := write(t, export.Terraform, s)
		formatted(t, text)
		file, diags := hclparse.NewParser().ParseHCL([]byte(text), "x.tf")
		if diags.HasErrors() {
			t.Fatalf("%v\n%s", diags, text)
		}
		imports := map[string]string{}
		root, _ := file.Body.(*hclsyntax.Body)
		resources := 0
		for _, b := range root.Blocks {
			switch b.Type {
			case "variable":
				t.Errorf("terraform of %s asks for a variable\n%s", spec.Product, text)
			case "resource":
				resources++
				if last := b.Body.Blocks[len(b.Body.Blocks)-1]; last.Type != "lifecycle" ||
					last.Body.Attributes["ignore_changes"] == nil {
					t.Errorf("terraform of %s may change machines\n%s", spec.Product, text)
				}
			case "import":
				r := b.Body.Attributes["to"].Expr.Range()
				id, _ := b.Body.Attributes["id"].Expr.Value(nil)
				imports[text[r.Start.Byte:r.End.Byte]] = id.AsString()
			}
		}
		address := s.Product.Tools.Terraform.Resource + "." + map[bool]string{
			true:  "db",
			false: "web",
		}[spec.Name == rich.Name]
		if want := map[string]string{address + "[0]": "11", address + "[1]": "12"}; !reflect.DeepEqual(imports,
			want) || resources != 1 {
			t.Errorf("terraform of %s imports %v with %d resources, want %v\n%s", spec.Product, imports, resources, want, text)
		}
	}
	one := source(t, vmSpec())
	one.Instances = []provider.Instance{{ID: "11", Name: "db"}}
	if text := write(t, export.Terraform, one); !bytes.Contains([]byte(text),
		[]byte("to = zenlayercloud_zvm_instance.db\n")) {
		t.Errorf("terraform of one machine is\n%s", text)
	}
	none := source(t, vmSpec())
	if err := export.Write(new(bytes.Buffer), export.Terraform, none); !errors.Is(err, export.ErrNoInstances) {
		t.Errorf("Write() of an order without machines = %v, want %v: it would buy them", err, export.ErrNoInstances)
	}
}

// TestTerraformTakes: what the provider's schema refuses, or would answer by itself, is an error with the key and the
// reason.
func TestTerraformTakes(t *testing.T) {
	t.Parallel()
	type change func(*provider.Spec)
	net := func(c provider.Charge, months int, tb *float64) change {
		return func(s *provider.Spec) {
			s.Billing = provider.Billing{Charge: c, Months: months}
			s.Network.Charge, s.Network.TrafficTB = "ByTrafficPackage", tb
		}
	}
	for i, c := range []struct {
		bmc    bool
		change change
		field  provider.Field // "" when it is taken
		why    export.Reason
	}{
		{true, net(provider.Postpaid, 0, new(1.5)), provider.FieldTraffic, export.WhyTraffic},
		{true, net(provider.Postpaid, 0, nil), "", ""},
		{true, net(provider.Prepaid, 1, nil), provider.FieldTraffic, export.WhyTraffic},
		{true, net(provider.Prepaid, 1, new(0.0)), provider.FieldTraffic, export.WhyTraffic},
		{true, net(provider.Prepaid, 1, new(1.5)), "", ""},
		{false, net(provider.Postpaid, 0, new(1.5)), provider.FieldTraffic, export.WhyTraffic},
		{false, net(provider.Prepaid, 1, nil), provider.FieldTraffic, export.WhyTraffic},
		{true, func(s *provider.Spec) { s.Name = "w" }, provider.FieldName, export.WhyName},
		{true, func(s *provider.Spec) { s.Hostname = "w" }, provider.FieldHostname, export.WhyName},
		{true, func(s *provider.Spec) { s.Name = "" }, provider.FieldName, export.WhyName},
		{true, func(s *provider.Spec) { s.Hostname = "" }, provider.FieldHostname, export.WhyName},
		{false, func(s *provider.Spec) { s.Name = "w" }, provider.FieldName, export.WhyName},
		{false, func(s *provider.Spec) { s.Name = "" }, provider.FieldName, export.WhyName},
		{
			false, func(s *provider.Spec) { s.Storage.SystemDisk.Category = "SSD" }, provider.FieldSystemDisk,
			export.WhyCategory,
		},
		{
			false, func(s *provider.Spec) { s.Storage.SystemDisk.Category = "STANDARD" }, provider.FieldSystemDisk,
			export.WhyCategory,
		},
		{false, func(*provider.Spec) {}, provider.FieldSystemDisk, export.WhyCategory}, // which is sent as SSD
		{false, func(s *provider.Spec) { s.Storage.SystemDisk = nil }, provider.FieldSystemDisk, ""},
		{true, func(s *provider.Spec) { s.Tags = []provider.Tag{{Key: "a", Value: "b"}} }, "", ""},
		{true, func(s *provider.Spec) { s.Access.InitScript = provider.NewSecret("#!/bin/sh") }, "", ""},
		{true, func(s *provider.Spec) { s.Network.GatewayMode = new(true) }, "", ""},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			spec := vmSpec()
			if c.bmc {
				spec = bmcSpec()
			}
			c.change(&spec)
			err := export.Write(new(bytes.Buffer), export.Terraform, draft(t, spec))
			e, ok := errors.AsType[*export.UnsupportedError](err)
			switch {
			case c.field == "" && err != nil:
				t.Errorf("Write() = %v, want it taken", err)
			case c.field == "":
			case !ok || !slices.Contains(e.Fields, c.field) || c.bmc && len(e.Fields) > 1 || c.why != "" &&
				!slices.Contains(e.Why, c.why):
				t.Errorf("Write() = %v, %+v, want %s because of %q", err, e, c.field, c.why)
			}
		})
	}
}
