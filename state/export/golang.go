package export

import (
	"bytes"
	_ "embed"
	"go/format"
	"strings"
	"text/template"

	"github.com/metalwright/metalwright/provider"
)

var (
	//go:embed scripts/program.go.tmpl
	programText string
	program     = template.Must(template.New("program").Parse(programText))
)

// golang is a program with the vendor's SDK for Go.
func golang(s Source) ([]byte, error) {
	sdk := s.Product.Tools.SDK
	path := sdk.Packages[version(s)]
	if path == "" {
		return nil, &UnsupportedError{Format: Go, Product: s.Product.ID}
	}
	all, err := requests(s, func(provider.Field) string { return "" })
	if err != nil {
		return nil, err
	}
	in := struct {
		Source
		SDK              provider.SDK
		Path             string
		Key              provider.CredentialEnv
		Region, Order    string
		Machines         int
		Bodies           []string
		Counts           []int
		Password, Script string // the parameters of the secrets; "" where none is sent
		PasswordVariable string
		ScriptVariable   string
	}{
		Source: s, SDK: sdk, Path: path, Key: s.Product.KeyNames[0], Region: region(s), Order: provider.Clean(s.OrderID),
		Machines: s.File.Spec.Machines(), PasswordVariable: passwordVariable, ScriptVariable: scriptVariable,
	}
	for i, r := range all {
		var open request
		for _, p := range r {
			switch f := fieldOf(s.Product, p.name); f {
			case provider.FieldPassword:
				in.Password = p.name
			case provider.FieldInitScript:
				in.Script = p.name
			default:
				open = append(open, param{p.name, bytes.ReplaceAll(p.value, []byte("`"), []byte(`\u0060`))})
			}
		}
		body, err := open.body()
		if err != nil {
			return nil, err
		}
		in.Bodies, in.Counts = append(in.Bodies, string(body)), append(in.Counts, count(s, i))
	}
	var out strings.Builder
	if err := program.Execute(&out, in); err != nil {
		return nil, err
	}
	return format.Source([]byte(out.String()))
}
