package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// terraform is the machines as resources of the vendor's provider.
func terraform(s Source) ([]byte, error) {
	tf := s.Product.Tools.Terraform
	if tf.Resource == "" {
		return nil, &UnsupportedError{Format: Terraform, Product: s.Product.ID}
	}
	s.Product = withoutBatches(s.Product) // a resource makes one machine
	all, err := requests(s, placeholder)
	if err != nil {
		return nil, err
	}
	b := &builder{source: s, tf: tf}
	if err := b.request(all[0]); err != nil {
		return nil, err
	}
	if err := unsupported(Terraform, s.Product, b.lacking); err != nil {
		return nil, err
	}
	return b.document(), nil
}

func withoutBatches(p *provider.Product) *provider.Product {
	c := *p
	c.MaxBatch = 0
	return &c
}

// builder collects the arguments of the resource.
type builder struct {
	source    Source
	tf        provider.Terraform
	names     []provider.Name
	attrs     []attribute
	blocks    []block
	variables []string
	lacking   []string
}

// attribute is a name and its value as HCL.
type attribute struct{ name, value string }

type block struct {
	name  string
	attrs []attribute
}

func (b *builder) request(r request) error {
	if b.source.File.Spec.Name != "" || b.source.File.Spec.Hostname != "" {
		var err error
		if b.names, err = b.source.Reader.Names(b.source.File.Spec, 0); err != nil {
			return err
		}
	}
	for _, p := range r {
		if err := b.param(p.name, p.value); err != nil {
			return err
		}
	}
	return nil
}

// param finds the argument for the parameter at path, or for its members.
func (b *builder) param(path string, value json.RawMessage) error {
	row, ok := b.row(path)
	if ok {
		return b.argument(row, value)
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

func (b *builder) row(path string) (provider.Argument, bool) {
	for _, a := range b.tf.Arguments {
		if a.Param == path {
			return a, true
		}
	}
	return provider.Argument{}, false
}

func (b *builder) argument(row provider.Argument, value json.RawMessage) error {
	switch field := fieldOf(b.source.Product, row.Param); {
	case isSecret(field):
		b.variables = append(b.variables, row.Name)
		b.add(row.Name, "var."+row.Name)
	case field == provider.FieldName:
		b.add(row.Name, b.perMachine(func(n provider.Name) string { return n.Instance }))
	case field == provider.FieldHostname:
		b.add(row.Name, b.perMachine(func(n provider.Name) string { return n.Hostname }))
	case row.Form == provider.FormCount:
		if n := b.source.File.Spec.Machines(); n > 1 {
			b.attrs = append([]attribute{{row.Name, fmt.Sprint(n)}}, b.attrs...)
		}
	case row.Form == provider.FormBlock:
		return b.addBlocks(row, value)
	case row.Form == provider.FormMap:
		return b.addMap(row, value)
	default:
		return b.addValue(&b.attrs, row, value)
	}
	return nil
}

func (b *builder) add(name, value string) { b.attrs = append(b.attrs, attribute{name, value}) }

// perMachine is a text that may differ from machine to machine: the vendor's pattern would be expanded and then look like a change.
func (b *builder) perMachine(of func(provider.Name) string) string {
	same := true
	words := make([]string, len(b.names))
	for i, n := range b.names {
		words[i] = hclText(of(n))
		same = same && words[i] == words[0]
	}
	if same && len(words) > 0 {
		return words[0]
	}
	return "[" + strings.Join(words, ", ") + "][count.index]"
}

func (b *builder) addValue(to *[]attribute, row provider.Argument, value json.RawMessage) error {
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
			inner, ok := b.row(row.Param + "." + m.name)
			if !ok {
				b.lacking = append(b.lacking, row.Param+"."+m.name)
				continue
			}
			if err := b.addValue(&one.attrs, inner, m.value); err != nil {
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
	fmt.Fprintf(&out, "terraform {\n  required_providers {\n    %s = {\n      source = %s\n    }\n  }\n}\n", local, hclText(b.tf.Source))
	for _, v := range b.variables {
		fmt.Fprintf(&out, "\nvariable %s {\n  type      = string\n  sensitive = true\n}\n", hclText(v))
	}
	fmt.Fprintf(&out, "\nresource %s %s {\n", hclText(b.tf.Resource), hclText(label(b.source.File.Spec.Name)))
	writeAttributes(&out, b.attrs, "  ")
	for _, blk := range b.blocks {
		fmt.Fprintf(&out, "\n  %s {\n", blk.name)
		writeAttributes(&out, blk.attrs, "    ")
		out.WriteString("  }\n")
	}
	out.WriteString("}\n")
	return out.Bytes()
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

var unlabelled = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// label is what the resource is called: the name without its numbers.
func label(name string) string {
	name, _, _ = strings.Cut(name, "[")
	name = strings.Trim(unlabelled.ReplaceAllString(name, "_"), "_")
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
