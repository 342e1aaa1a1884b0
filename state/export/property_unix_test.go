//go:build unix

package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// TestExportsAreEqualOrRefused exports random orders that the product takes, reads each export back, and compares it
// with what the product's client sends for the order. What a format refuses has to be named.
func TestExportsAreEqualOrRefused(t *testing.T) {
	t.Parallel()
	for i, p := range products() {
		for _, version := range p.Versions {
			t.Run(string(p.ID)+" "+version, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { // which makes nobody wait for the vendor's rate limit
					equalOrRefused(t, products()[i], version)
				})
			})
		}
	}
}

func equalOrRefused(t *testing.T, p *provider.Product, version string) {
	t.Helper()
	v := newVendor(t, p, version)
	g := &generator{Rand: rand.New(rand.NewPCG(3, 5)), vendor: v} //nolint:gosec // no secret is made
	equal := map[export.Format]int{}
	for range specs {
		spec := g.spec()
		s := at(t, spec, version)
		s.OrderID = ""
		want := v.sends(t, spec)
		for f, read := range readers() {
			var out bytes.Buffer
			s.Endpoint = "" // which every format can ask
			err := export.Write(&out, f, s)
			if e, ok := errors.AsType[*export.UnsupportedError](err); ok && (len(e.Fields) > 0 || foreign(p, f)) {
				continue
			}
			if err != nil {
				t.Fatalf("Write(%s) of %+v = %v", f, spec, err)
			}
			if got, want := read(t, s, out.String()), expected(s, f, want); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s of %+v says\n%v, want\n%v\n%s", f, spec, got, want, out.String())
			}
			equal[f]++
		}
	}
	for f := range readers() {
		if imports := f == export.Terraform && len(p.Tools.Terraform.Open) > 0; imports && equal[f] > 0 {
			t.Errorf("%d orders are exported as %s, which leaves a parameter that they send to the vendor", equal[f], f)
		} else if !imports && !foreign(p, f) && equal[f] < specs/50 {
			t.Errorf("%d exports as %s: too few to say anything", equal[f], f)
		}
	}
}

// foreign reports whether the format is not one of the product.
func foreign(p *provider.Product, f export.Format) bool {
	tools := p.Tools
	return f != export.Curl && f != export.Go && tools.CLI.Tool != string(f) && (f != export.Terraform ||
		tools.Terraform.Resource == "")
}

func readers() map[export.Format]func(*testing.T, export.Source, string) []map[string]any {
	return map[export.Format]func(*testing.T, export.Source, string) []map[string]any{
		export.Curl: bodies, export.TCCLI: bodies, export.Zeno: zenoFlags, export.Terraform: hclRequest,
		export.Go: goBodies,
	}
}

// expected is what the format should say of the requests: no more than the vendor's defaults may be left out.
func expected(s export.Source, f export.Format, sent []map[string]any) []map[string]any {
	out := make([]map[string]any, 0, len(sent))
	for _, body := range sent {
		one := clone(body)
		switch f { //nolint:exhaustive // the others say everything
		case export.Zeno:
			withoutZeros(s, one)
		case export.Go: // which adds the secrets when it runs
			if slices.Contains(s.Product.Tools.SDK.NoZero, s.Version) {
				withoutZeros(s, one)
			}
			for _, name := range []string{"password", "Password", "userData", "initScript"} {
				delete(one, name)
			}
		case export.Terraform:
			return []map[string]any{terraformed(s, one)}
		}
		out = append(out, one)
	}
	return out
}

// withoutZeros leaves out what is the vendor's default anyway.
func withoutZeros(s export.Source, body map[string]any) {
	for name, value := range body {
		if value == false && s.Product.Tools.Defaults[name] == "false" {
			delete(body, name)
		}
	}
}

// terraformed is the request as a resource makes it, for all machines: with the names of the first machine, and
// without what is the vendor's default or its choice.
func terraformed(s export.Source, body map[string]any) map[string]any {
	names, _ := s.Reader.Names(s.File.Spec, 1)
	for _, a := range s.Product.Tools.Terraform.Arguments {
		if a.Form == provider.FormCount {
			body[a.Param] = float64(s.File.Spec.Machines())
		}
	}
	for param, name := range map[string]string{"instanceName": names[0].Instance, "hostname": names[0].Hostname} {
		if _, ok := body[param]; ok {
			body[param] = name
		}
	}
	given := func(param string) bool {
		return slices.ContainsFunc(s.Product.Tools.Terraform.Arguments,
			func(a provider.Argument) bool { return a.Param == param })
	}
	for param, value := range s.Product.Tools.Defaults {
		if text, _ := json.Marshal(body[param]); string(text) == value && !given(param) {
			delete(body, param)
		}
	}
	return body
}

func clone(v map[string]any) map[string]any {
	text, _ := json.Marshal(v)
	var out map[string]any
	_ = json.Unmarshal(text, &out)
	return out
}

var heredoc = regexp.MustCompile(`(?ms)^cat > "\$work/body" <<('?)JSON'?\n(.*?)\nJSON$`)

// bodies are the requests of a script, as the shell would fill them in.
func bodies(t *testing.T, _ export.Source, script string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, m := range heredoc.FindAllStringSubmatch(script, -1) {
		text := m[2]
		if m[1] == "" {
			if strings.ContainsAny(strings.NewReplacer(`"$password"`, "", `"$init_script"`, "").Replace(text), "$`") {
				t.Fatalf("the shell would expand\n%s", text)
			}
			text = strings.ReplaceAll(text, `\\`, `\`)
		}
		out = append(out, withSecrets(decode(t, text)))
	}
	return out
}

// withSecrets fills in what the script's variables have.
func withSecrets(v map[string]any) map[string]any {
	for name, value := range v {
		switch value {
		case "$password", "the password":
			v[name] = givenPassword
		case "$init_script", "the script":
			v[name] = initScript
		}
	}
	return v
}

// zenoFlags are the requests of a script for zeno.
func zenoFlags(t *testing.T, s export.Source, script string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, command := range strings.Split(script, "\nzeno ")[1:] {
		words := strings.Split(strings.Split(command, " \\\n  > ")[0], " \\\n  ")
		call := strings.Fields(words[0])
		for _, w := range words[1:] {
			call = append(call, unquote(t, w))
		}
		out = append(out, withSecrets(flags(t, s, call)))
	}
	return out
}

// unquote is a word of the shell, in the ways in which exports quote.
func unquote(t *testing.T, word string) string {
	t.Helper()
	var out strings.Builder
	for word != "" {
		switch {
		case strings.HasPrefix(word, `"$(printf '`):
			text, rest, _ := strings.Cut(word[len(`"$(printf '`):], `')"`)
			text = strings.ReplaceAll(text, `'\''`, `'`)
			text = regexp.MustCompile(`\\[0-7]{3}|%%`).ReplaceAllStringFunc(text, func(e string) string {
				n, err := strconv.ParseUint(e[1:], 8, 8)
				if err != nil {
					return "%"
				}
				return string([]byte{byte(n)})
			})
			out.WriteString(text)
			word = rest
		case word[0] == '\'':
			text, rest, _ := strings.Cut(word[1:], `'`)
			out.WriteString(text)
			word = rest
		case strings.HasPrefix(word, `\'`):
			out.WriteByte('\'')
			word = word[2:]
		case word[0] == '"': // a variable
			text, rest, _ := strings.Cut(word[1:], `"`)
			out.WriteString(text)
			word = rest
		default:
			out.WriteByte(word[0])
			word = word[1:]
		}
	}
	return out.String()
}

// hclRequest is the request that the provider makes of the resource, read by the table of its arguments.
func hclRequest(t *testing.T, s export.Source, text string) []map[string]any {
	t.Helper()
	got := resource(t, text, 0)
	out := map[string]any{}
	for _, a := range s.Product.Tools.Terraform.Arguments {
		value, ok := got[a.Name]
		if dot := strings.LastIndex(a.Param, "."); dot >= 0 && rowOf(s, a.Param[:dot]) || !ok &&
			a.Form != provider.FormCount {
			continue
		}
		delete(got, a.Name)
		put(out, a.Param, readArgument(t, s, a, value))
	}
	if len(got) > 0 {
		t.Fatalf("no parameter takes %v", got)
	}
	return []map[string]any{withSecrets(out)}
}

func rowOf(s export.Source, param string) bool {
	return slices.ContainsFunc(s.Product.Tools.Terraform.Arguments,
		func(a provider.Argument) bool { return a.Param == param })
}

func put(out map[string]any, path string, value any) {
	name, rest, inner := strings.Cut(path, ".")
	if !inner {
		out[name] = value
		return
	}
	next, ok := out[name].(map[string]any)
	if !ok {
		next = map[string]any{}
		out[name] = next
	}
	put(next, rest, value)
}

func readArgument(t *testing.T, s export.Source, a provider.Argument, value any) any {
	t.Helper()
	switch a.Form {
	case provider.FormCount:
		if value == nil {
			return 1.0
		}
	case provider.FormText:
		text, _ := value.(string)
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	case provider.FormSwitch:
		return value == "Enabled"
	case provider.FormMap:
		pairs, _ := value.(map[string]any)
		var list []any
		for k, v := range pairs {
			list = append(list, map[string]any{"key": k, "value": v})
		}
		slices.SortFunc(list, func(a, b any) int {
			x, _ := a.(map[string]any)["key"].(string)
			y, _ := b.(map[string]any)["key"].(string)
			return strings.Compare(x, y)
		})
		return list
	case provider.FormBlock:
		blocks, _ := value.([]any)
		for i := range blocks {
			in, _ := blocks[i].(map[string]any)
			one := map[string]any{}
			for _, m := range s.Product.Tools.Terraform.Arguments {
				if name, ok := strings.CutPrefix(m.Param, a.Param+"."); ok && in[m.Name] != nil {
					one[name] = readArgument(t, s, m, in[m.Name])
				}
			}
			blocks[i] = one
		}
	case provider.FormValue:
	}
	return value
}
