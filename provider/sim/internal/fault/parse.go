package fault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file of faults.
const (
	maxBytes  = 1 << 20
	maxFaults = 1000
)

// Parse reads a YAML (or JSON) list of faults. An unknown key, a duplicate key or a wrong type is an error with line
// and column.
func Parse(text []byte) ([]Fault, error) {
	if len(text) > maxBytes {
		return nil, fmt.Errorf("faults: the file is larger than %d bytes", maxBytes)
	}
	faults, err := decode(text)
	if err != nil {
		return nil, placed(text, err)
	}
	if len(faults) > maxFaults {
		return nil, fmt.Errorf("faults: more than %d entries", maxFaults)
	}
	for i, f := range faults {
		if err := f.Check(); err != nil {
			return nil, checked(text, i, err)
		}
	}
	return faults, nil
}

// decode turns a panic of the decoder into an error: it has one for a tag before something that is no list
// (github.com/goccy/go-yaml, issue 735).
func decode(text []byte) (faults []Fault, err error) {
	defer func() {
		if recover() != nil {
			faults, err = nil, errors.New("malformed YAML")
		}
	}()
	err = yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&faults)
	if errors.Is(err, io.EOF) { // an empty file has no faults
		err = nil
	}
	return faults, err
}

// placed is what the decoder says about text, with its place, the entry and the field.
func placed(text []byte, err error) error {
	body := document(text)
	all, list := entries(body)
	if at := begin(body); !list && at != nil {
		return fmt.Errorf("%d:%d: faults are a list: begin each with a dash, - {do: drop}", at.Line, at.Column)
	}
	if v, n := wrongTime(all); v != nil { // the decoder says no place of it
		at := v.GetToken().Position
		return fmt.Errorf("%d:%d: entry %d: for: use a duration with a unit, such as 800ms or 5m", at.Line, at.Column, n)
	}
	e, ok := errors.AsType[yaml.Error](err)
	if !ok || e.GetToken() == nil || e.GetToken().Position == nil {
		return fmt.Errorf("faults: %w", err)
	}
	at := e.GetToken().Position
	entry, field := within(all, at)
	if field == "" {
		return fmt.Errorf("%d:%d: entry %d: %s", at.Line, at.Column, entry, e.GetMessage())
	}
	return fmt.Errorf("%d:%d: entry %d: %s: %s", at.Line, at.Column, entry, field, e.GetMessage())
}

// within is the number of the entry that a place is in, from 1, and its field; "" before the first one.
func within(all []ast.Node, at *token.Position) (entry int, field string) {
	entry = 1
	for i, n := range all {
		if !reached(begin(n), at) {
			break
		}
		entry, field = i+1, ""
		for _, v := range members(n) {
			if reached(v.Key.GetToken().Position, at) {
				field = v.Key.GetToken().Value
			}
		}
	}
	return entry, field
}

// wrongTime is the first time that cannot be read, and the number of its entry; nil when all can.
func wrongTime(all []ast.Node) (ast.Node, int) {
	for i, n := range all {
		for _, v := range members(n) {
			if v.Key.GetToken().Value != "for" || v.Value == nil || v.Value.GetToken() == nil {
				continue
			}
			if _, err := time.ParseDuration(v.Value.GetToken().Value); err != nil && v.Value.Type() == ast.StringType {
				return v.Value, i + 1
			}
		}
	}
	return nil, 0
}

// checked is err of the entry with the index, with its place.
func checked(text []byte, index int, err error) error {
	if all, _ := entries(document(text)); index < len(all) {
		if at := begin(all[index]); at != nil {
			return fmt.Errorf("%d:%d: entry %d: %w", at.Line, at.Column, index+1, err)
		}
	}
	return fmt.Errorf("entry %d: %w", index+1, err)
}

// reached reports whether one place is another or before it.
func reached(p, at *token.Position) bool {
	return p != nil && (p.Line < at.Line || p.Line == at.Line && p.Column <= at.Column)
}

// members are the fields of an entry.
func members(n ast.Node) []*ast.MappingValueNode {
	if m, ok := n.(*ast.MappingNode); ok {
		return m.Values
	}
	return nil
}

// begin is where a value begins: of a mapping without braces at its first key, as its own token is a colon.
func begin(n ast.Node) *token.Position {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken().Position
	}
	if n == nil || n.GetToken() == nil {
		return nil
	}
	return n.GetToken().Position
}

// document is what text holds; nil when it cannot be read.
func document(text []byte) (body ast.Node) {
	defer func() {
		if recover() != nil { // as the decoder does
			body = nil
		}
	}()
	file, err := parser.ParseBytes(text, 0)
	if err != nil || len(file.Docs) == 0 {
		return nil
	}
	return file.Docs[0].Body
}

// entries are the entries of a list; false for what is none.
func entries(body ast.Node) ([]ast.Node, bool) {
	if body == nil {
		return nil, true
	}
	s, ok := body.(*ast.SequenceNode)
	if !ok {
		return nil, false
	}
	return s.Values, true
}
