package export

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/template"
)

var (
	//go:embed scripts/program.go.tmpl
	programText string
	program     = template.New(programText)
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
	values := map[string]any{
		"Vendor": s.Product.Vendor, "Name": s.Product.Name, "Order": provider.Clean(s.OrderID),
		"Machines": s.File.Spec.Machines(), "Requests": len(all), "Simulated": s.Simulated,
		"KeyID": s.Product.KeyNames[0].ID, "KeySecret": s.Product.KeyNames[0].Secret, "KeyToken": s.Product.KeyNames[0].Token,
		"AsksRegion": s.Product.Regional && region(s) == "", "Region": quoted(region(s)), "Endpoint": quoted(s.Endpoint),
		"Elsewhere": s.elsewhere(), "URLVariable": urlVariable, "PasswordVariable": passwordVariable,
		"ScriptVariable": scriptVariable, "Password": "", "Script": "", // the parameters of the secrets that are sent
		"Imports": imports(sdk, path), "Profile": sdk.Profile != "", "Strict": sdk.Strict, "IDs": sdk.IDs,
		"Host": sdk.Config.Host, "Scheme": sdk.Config.Scheme,
	}
	var bodies strings.Builder
	for i, r := range all {
		var open request
		for _, p := range r {
			switch fieldOf(s.Product, p.name) {
			case provider.FieldPassword:
				values["Password"] = p.name
			case provider.FieldInitScript:
				values["Script"] = p.name
			default:
				open = append(open, param{p.name, bytes.ReplaceAll(p.value, []byte("`"), []byte(`\u0060`))})
			}
		}
		body, err := open.body()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&bodies, "\t{%d, `%s`},\n", count(s, i), body)
	}
	values["Bodies"] = bodies.String()
	out, err := program.Fill(values)
	return []byte(out), err
}

// quoted is a text as Go has it; "" stays.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return strconv.Quote(text)
}

// imports are the lines that import the vendor's packages, in the order that gofmt gives them.
func imports(sdk provider.SDK, path string) string {
	lines := map[string]string{sdk.Common: "", path: "api "}
	if sdk.Profile != "" {
		lines[sdk.Profile] = ""
	}
	var out strings.Builder
	for _, p := range slices.Sorted(maps.Keys(lines)) {
		out.WriteString("\t" + lines[p] + strconv.Quote(p) + "\n")
	}
	return out.String()
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
