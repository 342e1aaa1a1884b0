package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
)

// terraform is the machines as resources of the vendor's provider: to be bought, or to be imported where they were
// bought.
func terraform(s Source) ([]byte, error) {
	tf := s.Product.Tools.Terraform
	if tf.Resource == "" {
		return nil, &UnsupportedError{Format: Terraform, Product: s.Product.ID}
	}
	s.Product = withoutBatches(s.Product) // a resource makes one machine
	all, err := requests(s, variable)
	if err != nil {
		return nil, err
	}
	b := &builder{source: s, tf: tf, count: s.File.Spec.Machines()}
	if s.OrderID != "" {
		if b.bought = importable(s.Instances); len(b.bought) == 0 {
			return nil, ErrNoInstances
		}
		b.count = len(b.bought)
	}
	if err := b.request(all[0]); err != nil {
		return nil, err
	}
	b.judge(all[0])
	if err := b.unsupported(); err != nil {
		return nil, err
	}
	return b.document(), nil
}

func withoutBatches(p *provider.Product) *provider.Product {
	c := *p
	c.MaxBatch = 0
	return &c
}

// importable are the machines that the provider finds.
func importable(all []provider.Instance) []provider.Instance {
	return slices.DeleteFunc(slices.Clone(all), func(m provider.Instance) bool {
		return m.Status == provider.StatusVanished || m.Status == provider.StatusReleased || m.Status == provider.StatusFailed
	})
}

// builder collects the arguments of the resource.
type builder struct {
	source    Source
	tf        provider.Terraform
	count     int
	bought    []provider.Instance // machines to import; nil when they are to be bought
	names     []provider.Name
	attrs     []attribute
	blocks    []block
	variables []string
	lacking   []string
	why       []Reason
}

// attribute is a name and its value as HCL.
type attribute struct{ name, value string }

type block struct {
	name  string
	attrs []attribute
}

func (b *builder) request(r request) error {
	if err := b.name(); err != nil {
		return err
	}
	for _, p := range r {
		if err := b.param(p.name, p.value); err != nil {
			return err
		}
	}
	return nil
}

// name finds the names of the machines: machines that were bought keep the names that the vendor shows.
func (b *builder) name() error {
	for _, m := range b.bought {
		b.names = append(b.names, provider.Name{Instance: m.Name, Hostname: m.Hostname})
	}
	if b.bought != nil || b.source.File.Spec.Name == "" && b.source.File.Spec.Hostname == "" {
		return nil
	}
	var err error
	b.names, err = b.source.Reader.Names(b.source.File.Spec, 0)
	return err
}

// judge finds what the provider would refuse, or answer by itself. For machines that were bought only what it cannot
// do without matters.
func (b *builder) judge(r request) {
	for _, name := range b.tf.Needs {
		if given, ok := r.at(name); !ok || bytes.Equal(given, []byte(`""`)) {
			if b.bought != nil && isName(fieldOf(b.source.Product, name)) {
				continue
			}
			b.need(name)
		}
	}
	spec := b.source.File.Spec
	_, given := r.at(b.tf.Traffic)
	zero := given && spec.Network.TrafficTB != nil && *spec.Network.TrafficTB == 0 // which the provider takes for none
	if b.bought == nil && spec.Network.Charge == b.tf.Package &&
		(given && !zero) != (spec.Billing.Charge == provider.Prepaid) {
		b.lack(b.tf.Traffic, WhyTraffic)
	}
}

func (b *builder) need(param string) {
	why := Reason("")
	if isName(fieldOf(b.source.Product, param)) {
		why = WhyName
	}
	b.lack(param, why)
}

func isName(f provider.Field) bool { return f == provider.FieldName || f == provider.FieldHostname }

func (b *builder) lack(param string, why Reason) {
	b.lacking = append(b.lacking, param)
	if why != "" && !slices.Contains(b.why, why) {
		b.why = append(b.why, why)
	}
}

// unsupported is the error for what the provider cannot express. Machines that were bought have it already, and need a
// resource all the same.
func (b *builder) unsupported() error {
	needed := func(name string) bool { return slices.Contains(b.tf.Needs, name) }
	if b.bought != nil && !slices.ContainsFunc(b.lacking, needed) {
		return nil
	}
	return unsupported(Terraform, b.source.Product, b.lacking, b.why...)
}

// param finds the argument for the parameter at path, or for its members.
func (b *builder) param(path string, value json.RawMessage) error {
	row, ok := argumentOf(b.tf, path)
	if ok {
		return b.argument(row, value)
	}
	if slices.Contains(b.tf.Open, path) {
		b.lack(path, WhyCategory)
		return nil
	}
	if bytes.HasPrefix(value, []byte("{")) {
		members, err := parse(value)
		if err != nil {
			return err
		}
		for _, m := range members {
			if err := b.param(path+"."+m.name, m.value); err != nil {
				return err
			}
		}
		return nil
	}
	if b.source.Product.Tools.Defaults[path] != compact(value) {
		b.lacking = append(b.lacking, path)
	}
	return nil
}

// argumentOf is the argument for the parameter at path; false when the provider has none.
func argumentOf(tf provider.Terraform, path string) (provider.Argument, bool) {
	for _, a := range tf.Arguments {
		if a.Param == path {
			return a, true
		}
	}
	return provider.Argument{}, false
}

func (b *builder) argument(row provider.Argument, value json.RawMessage) error {
	switch field := fieldOf(b.source.Product, row.Param); {
	case isSecret(field):
		if b.bought == nil {
			b.variables = append(b.variables, row.Name)
			b.add(row.Name, "var."+row.Name)
		}
	case field == provider.FieldName:
		b.perMachine(row, func(n provider.Name) string { return n.Instance })
	case field == provider.FieldHostname:
		b.perMachine(row, func(n provider.Name) string { return n.Hostname })
	case row.Form == provider.FormCount:
		if b.count > 1 {
			b.attrs = append([]attribute{{row.Name, fmt.Sprint(b.count)}}, b.attrs...)
		}
	case row.Form == provider.FormSwitch:
		b.add(row.Name, hclText(map[string]string{"true": "Enabled", "false": "Disabled"}[compact(value)]))
	case row.Form == provider.FormBlock:
		return b.addBlocks(row, value)
	case row.Form == provider.FormMap:
		return b.addMap(row, value)
	default:
		return addValue(&b.attrs, row, value)
	}
	return nil
}

func (b *builder) add(name, value string) { b.attrs = append(b.attrs, attribute{name, value}) }

// perMachine adds a text that may differ from machine to machine: the vendor's pattern would be expanded and then look
// like a change.
func (b *builder) perMachine(row provider.Argument, of func(provider.Name) string) {
	words := make([]string, len(b.names))
	for i, n := range b.names {
		if len(of(n)) < row.Least {
			if b.bought == nil {
				b.lack(row.Param, WhyName)
			}
			return
		}
		words[i] = hclText(of(n))
	}
	if len(slices.Compact(slices.Clone(words))) == 1 {
		b.add(row.Name, words[0])
		return
	}
	b.add(row.Name, "["+strings.Join(words, ", ")+"][count.index]")
}

func addValue(to *[]attribute, row provider.Argument, value json.RawMessage) error {
	var v any
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	text := hclValue(v)
	if n, ok := v.(json.Number); ok && row.Form == provider.FormText {
		text = hclText(n.String())
	}
	*to = append(*to, attribute{row.Name, text})
	return nil
}

func (b *builder) addBlocks(row provider.Argument, value json.RawMessage) error {
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		return err
	}
	for _, item := range items {
		members, err := parse(item)
		if err != nil {
			return err
		}
		one := block{name: row.Name}
		for _, m := range members {
			inner, ok := argumentOf(b.tf, row.Param+"."+m.name)
			if !ok {
				b.lacking = append(b.lacking, row.Param+"."+m.name)
				continue
			}
			if err := addValue(&one.attrs, inner, m.value); err != nil {
				return err
			}
		}
		b.blocks = append(b.blocks, one)
	}
	return nil
}

func (b *builder) addMap(row provider.Argument, value json.RawMessage) error {
	var items []struct{ Key, Value string }
	if err := json.Unmarshal(value, &items); err != nil {
		return err
	}
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = hclText(item.Key) + " = " + hclText(item.Value)
	}
	b.add(row.Name, "{ "+strings.Join(parts, ", ")+" }")
	return nil
}

// document is laid out as terraform fmt would.
func (b *builder) document() []byte {
	var out bytes.Buffer
	local, _, _ := strings.Cut(b.tf.Resource, "_")
	if b.bought != nil {
		b.preface(&out)
	}
	out.WriteString("terraform {\n")
	if b.bought != nil {
		out.WriteString("  required_version = \">= 1.5\"\n\n") // import blocks
	}
	fmt.Fprintf(&out, "  required_providers {\n    %s = {\n      source = %s\n    }\n  }\n}\n", local,
		hclText(b.tf.Source))
	b.endpoint(&out, local)
	for _, v := range b.variables {
		fmt.Fprintf(&out, "\nvariable %s {\n  type      = string\n  sensitive = true\n}\n", hclText(v))
	}
	name := label(b.source.File.Spec.Name)
	for i, m := range b.bought {
		to := b.tf.Resource + "." + name
		if b.count > 1 {
			to += fmt.Sprintf("[%d]", i)
		}
		fmt.Fprintf(&out, "\nimport {\n  to = %s\n  id = %s\n}\n", to, hclText(string(m.ID)))
	}
	fmt.Fprintf(&out, "\nresource %s %s {\n", hclText(b.tf.Resource), hclText(name))
	writeAttributes(&out, b.attrs, "  ")
	for _, blk := range b.blocks {
		fmt.Fprintf(&out, "\n  %s {\n", blk.name)
		writeAttributes(&out, blk.attrs, "    ")
		out.WriteString("  }\n")
	}
	if b.bought != nil {
		out.WriteString("\n  lifecycle {\n    ignore_changes = all\n  }\n")
	}
	out.WriteString("}\n")
	return out.Bytes()
}

// preface says what handing the machines over means. The provider reads no password and no script back, takes what it
// does not find in the resource for a change, and installs a machine anew for many changes (zenlayercloud 0.2.28,
// bmc_instance and zvm_instance, read 2026-11).
func (b *builder) preface(out *bytes.Buffer) {
	fmt.Fprintf(out,
		"# The %d machines of order %s. They are bought: applying this imports them, buys nothing and changes nothing.\n"+
			"# Without ignore_changes the provider installs machines anew whose password it cannot read back, and "+
			"removes metalwright's tag.\n",
		b.count, provider.Clean(b.source.OrderID))
	if e, ok := errors.AsType[*UnsupportedError](unsupported(Terraform, b.source.Product, b.lacking)); ok {
		words := make([]string, len(e.Fields))
		for i, f := range e.Fields {
			words[i] = string(f)
		}
		fmt.Fprintf(out,
			"# The provider has no arguments for %s: a machine that it makes in the place of one of these is without.\n",
			strings.Join(words, ", "))
	}
	out.WriteByte('\n')
}

func writeAttributes(out *bytes.Buffer, attrs []attribute, indent string) {
	width := 0
	for _, a := range attrs {
		width = max(width, len(a.name))
	}
	for _, a := range attrs {
		fmt.Fprintf(out, "%s%-*s = %s\n", indent, width, a.name, a.value)
	}
}

var unlabelled = pattern.Lazy(`[^A-Za-z0-9_]+`)

// label is what the resource is called: the name without its numbers.
func label(name string) string {
	name, _, _ = strings.Cut(name, "[")
	name = strings.Trim(unlabelled().ReplaceAllString(name, "_"), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return "server"
	}
	return strings.ToLower(name)
}

func hclValue(v any) string {
	switch v := v.(type) {
	case string:
		return hclText(v)
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = hclValue(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return fmt.Sprint(v)
	}
}

// hclText is a quoted template without templates in it.
func hclText(text string) string {
	text = escaped(text) // JSON's escapes are HCL's but for these
	text = strings.ReplaceAll(text, "${", "$${")
	text = strings.ReplaceAll(text, "%{", "%%{")
	return strings.NewReplacer(`\b`, `\u0008`, `\f`, `\u000c`, `\\`, `\\`).Replace(text)
}
