package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// param is a parameter of a request, in the vendor's order.
type param struct {
	name  string
	value json.RawMessage
}

// request is one CreateInstances.
type request []param

// requests are what the order sends, one for each batch, with placeholders for the secrets. secret words the
// placeholder of an answer.
func requests(s Source, secret func(provider.Field) string) ([]request, error) {
	spec := s.File.Spec.Clone()
	if !s.File.Password.IsZero() {
		spec.Access.Password = provider.NewSecret("*") // the reader masks it
	}
	if !s.File.InitScript.IsZero() {
		spec.Access.InitScript = provider.NewSecret("*")
	}
	var all []request
	n, most := spec.Machines(), s.Product.MaxBatch
	if most <= 0 {
		most = n
	}
	for first := 0; first < n; first += most {
		part := spec
		if n > most {
			part = s.Reader.Part(spec, first, min(most, n-first))
		}
		r, err := parse(s.Reader.Body(provider.Batch{Spec: part}))
		if err != nil {
			return nil, err
		}
		for i := range r {
			if f := fieldOf(s.Product, r[i].name); isSecret(f) {
				r[i].value = quote(secret(f))
			}
		}
		all = append(all, r)
	}
	return all, nil
}

func isSecret(f provider.Field) bool {
	return f == provider.FieldPassword || f == provider.FieldInitScript
}

// parse splits a body into its members, in their order.
func parse(body []byte) (request, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("the request is not an object: %w", err)
	}
	var r request
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string)
		p := param{name: name}
		if err := d.Decode(&p.value); err != nil {
			return nil, err
		}
		p.value = provider.CleanJSON(p.value, true)
		r = append(r, p)
	}
	return r, nil
}

// at is the value of the parameter with the path, and whether there is one.
func (r request) at(path string) (json.RawMessage, bool) {
	name, rest, inner := strings.Cut(path, ".")
	for _, p := range r {
		if p.name != name {
			continue
		}
		if !inner {
			return p.value, true
		}
		members, err := parse(p.value)
		if err != nil {
			return nil, false
		}
		return members.at(rest)
	}
	return nil, false
}

// body is the request as indented JSON.
func (r request) body() ([]byte, error) {
	var out, indented bytes.Buffer
	out.WriteByte('{')
	for i, p := range r {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(quote(p.name))
		out.WriteByte(':')
		out.Write(p.value)
	}
	out.WriteByte('}')
	if err := json.Indent(&indented, out.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	return indented.Bytes(), nil
}

// quote is text as JSON, in ASCII.
func quote(text string) json.RawMessage {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil { // a string always encodes
		return json.RawMessage(`""`)
	}
	return provider.CleanJSON(bytes.TrimSuffix(out.Bytes(), []byte("\n")), true)
}

// compact is value on one line.
func compact(value json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Compact(&out, value); err != nil { // it was decoded before
		return string(value)
	}
	return out.String()
}
