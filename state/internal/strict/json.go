package strict

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// looksLikeJSON reports whether data is one JSON object. YAML's flow style begins alike and is not.
func looksLikeJSON(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) && json.Valid(data)
}

// scanner reads the tokens of a valid JSON document with their places. YAML would read most of JSON alike, but not its
// escapes.
type scanner struct {
	data     []byte
	dec      *json.Decoder
	line     int
	column   int // characters of the line before counted
	counted  int // offset up to which lines and characters are counted
	values   int // read so far
	problems []Problem
}

// fromJSON reads data, which is valid.
func fromJSON(data []byte) (*node, []Problem) {
	s := &scanner{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	s.dec.UseNumber()
	n := s.value(0)
	return &n, s.problems
}

// here is the place of the token that comes next.
func (s *scanner) here() place {
	i := int(s.dec.InputOffset())
	for i < len(s.data) && strings.IndexByte(" \t\r\n,:", s.data[i]) >= 0 {
		i++
	}
	for ; s.counted < i; s.counted++ {
		if s.data[s.counted] == '\n' {
			s.line, s.column = s.line+1, 0
		} else if utf8.RuneStart(s.data[s.counted]) {
			s.column++
		}
	}
	return place{s.line, s.column + 1}
}

func (s *scanner) value(depth int) node {
	n := node{place: s.here()}
	if s.values++; s.values > mostValues {
		if s.values == mostValues+1 {
			s.problems = append(s.problems, tooManyValues(n.place))
		}
		return n
	}
	if depth == deepest {
		s.problems = append(s.problems, Problem{Line: n.line, Column: n.column, Reason: reasonDepth})
	}
	t, err := s.dec.Token()
	if err != nil { // the document is valid
		return n
	}
	switch t := t.(type) {
	case string:
		n.shape, n.text = shapeText, t
	case bool:
		n.shape, n.text = shapeBoolean, strconv.FormatBool(t)
	case nil:
		n.shape = shapeNull
	case json.Number:
		n.shape, n.text = shapeInteger, t.String()
		if strings.ContainsAny(n.text, ".eE") {
			n.shape = shapeNumber
		}
	case json.Delim:
		s.fill(&n, t, depth)
	}
	return n
}

// fill reads the content of a list or an object; below the depth limit it reads without keeping it.
func (s *scanner) fill(n *node, open json.Delim, depth int) {
	n.shape = shapeList
	if open == '{' {
		n.shape = shapeMap
	}
	for s.values <= mostValues && s.dec.More() {
		var m member
		if n.shape == shapeMap {
			m.place = s.here()
			if name, err := s.dec.Token(); err == nil {
				m.name, _ = name.(string)
			}
		}
		m.value = s.value(depth + 1)
		switch {
		case depth >= deepest:
		case n.shape == shapeMap:
			n.members = append(n.members, m)
		default:
			n.items = append(n.items, m.value)
		}
	}
	_, _ = s.dec.Token() // the closing one
}
