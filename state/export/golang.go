package export

import (
	"bytes"
	_ "embed"
	"go/format"
	"slices"
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
	if err := sendable(s, all); err != nil {
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
		Password, Script string // the parameters of the secrets; "" when none is sent
		PasswordVariable string
		ScriptVariable   string
		Elsewhere        bool // Endpoint is not the vendor's own
		URLVariable      string
	}{
		Source: s, SDK: sdk, Path: path, Key: s.Product.KeyNames[0], Region: region(s), Order: provider.Clean(s.OrderID),
		Machines: s.File.Spec.Machines(), PasswordVariable: passwordVariable, ScriptVariable: scriptVariable,
		Elsewhere: s.elsewhere(), URLVariable: urlVariable,
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

// sendable takes out of the requests the zeros that the package leaves out and that are the vendor's default anyway.
// Any other zero that it leaves out is an error.
func sendable(s Source, all []request) error {
	if !slices.Contains(s.Product.Tools.SDK.NoZero, version(s)) {
		return nil
	}
	var lacking []string
	for i, r := range all {
		all[i] = slices.DeleteFunc(slices.Clone(r), func(p param) bool {
			value := compact(p.value)
			if value != "0" && value != "false" {
				return false
			}
			if s.Product.Tools.Defaults[p.name] != value {
				lacking = append(lacking, p.name)
			}
			return true
		})
	}
	return unsupported(Go, s.Product, lacking, WhyZero)
}
