package strict

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/metalwright/metalwright/state/internal/pattern"
)

// deepest is how deep values may be nested. The tables need less than ten; the parser recurses.
const deepest = 64

// mostValues is how many values a document may have. A table of people or machines has a few thousand.
const mostValues = 20_000

// mostTokens is as much for the parser, which needs three tokens for a key with its value. What it takes grows with
// the square of the keys of one table: with these a fifth of a second.
const mostTokens = mostValues

func tooManyValues(at place) Problem {
	return Problem{Line: at.line, Column: at.column, Reason: reasonValues, Allowed: strconv.Itoa(mostValues)}
}

// tooMany is a run of sequence, key or flow marks on one line that nests deeper than any document that is accepted.
var tooMany = pattern.Lazy(`(?:[-?:][ \t]+){64}`)

// fromYAML reads data as one YAML document. nil without problems is an empty document.
func fromYAML(data []byte) (n *node, problems []Problem) {
	defer func() {
		if x := recover(); x != nil { // the parser panics on some tagged input
			n, problems = nil, []Problem{{Reason: ReasonSyntax}}
		}
	}()
	if p, ok := nestedTooDeeply(data); ok {
		return nil, []Problem{p}
	}
	written, problems := directives(data)
	if len(problems) > 0 {
		return nil, problems
	}
	c := converter{}
	tokens := lexer.Tokenize(string(c.hide(written)))
	if len(tokens) > mostTokens {
		return nil, []Problem{tooManyValues(at(tokens[mostTokens]))}
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, []Problem{syntax(data, err)}
	}
	docs := slices.DeleteFunc(file.Docs, func(d *ast.DocumentNode) bool { return d.Body == nil })
	if len(docs) == 0 {
		return nil, nil
	}
	if len(docs) > 1 {
		start := docs[1].Start
		if start == nil {
			start = docs[1].Body.GetToken()
		}
		c.refuse(start, reasonDocuments, "")
		return nil, c.problems
	}
	out := c.node(docs[0].Body, 0)
	return &out, c.problems
}

// nestedTooDeeply checks brackets and marks before the parser does: the parser would overflow its stack, which cannot
// be recovered from. Brackets inside texts count too; a script does not have that many unbalanced ones.
func nestedTooDeeply(data []byte) (Problem, bool) {
	const most = 1000
	depth := 0
	for i, c := range data {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		}
		if depth > most {
			at := placeOf(data, i)
			return Problem{Line: at.line, Column: at.column, Reason: reasonDepth}, true
		}
	}
	if i := tooMany().FindIndex(data); i != nil {
		at := placeOf(data, i[0])
		return Problem{Line: at.line, Column: at.column, Reason: reasonDepth}, true
	}
	return Problem{}, false
}

// placeOf is the place of the byte at offset.
func placeOf(data []byte, offset int) place {
	before := data[:min(offset, len(data))]
	line := bytes.Count(before, []byte("\n")) + 1
	start := bytes.LastIndexByte(before, '\n') + 1
	return place{line, len([]rune(string(before[start:]))) + 1}
}

// converter turns the parser's tree into nodes.
type converter struct {
	tabs

	problems []Problem
}

func (c *converter) refuse(t *token.Token, r Reason, got string) {
	p := Problem{Reason: r, Got: got}
	if t != nil && t.Position != nil {
		p.Line, p.Column = t.Position.Line, t.Position.Column
	}
	c.problems = append(c.problems, p)
}

func (c *converter) node(n ast.Node, depth int) node {
	out := node{place: at(n.GetToken())}
	if depth > deepest {
		c.refuse(n.GetToken(), reasonDepth, "")
		return out
	}
	switch n := n.(type) {
	case *ast.StringNode:
		out.shape, out.text = shapeText, c.flow(n.Value)
	case *ast.LiteralNode:
		out.shape, out.text = shapeText, c.block(n.Value.Value)
	case *ast.IntegerNode:
		out.shape, out.text = shapeInteger, n.Token.Value
	case *ast.FloatNode:
		out.shape, out.text = shapeNumber, n.Token.Value
	case *ast.BoolNode:
		out.shape, out.text = shapeBoolean, fmt.Sprint(n.Value)
	case *ast.NullNode:
		out.shape = shapeNull
	case *ast.InfinityNode, *ast.NanNode:
		out.shape, out.text = shapeText, n.GetToken().Value // as a text it fits no number
	case *ast.SequenceNode:
		out.shape = shapeList
		for _, v := range n.Values {
			out.items = append(out.items, c.value(v, depth))
		}
	case *ast.MappingNode:
		out.shape = shapeMap
		for _, v := range n.Values {
			c.member(&out, v, depth)
		}
	case *ast.MappingValueNode:
		out.shape = shapeMap
		c.member(&out, n, depth)
	default:
		c.refuse(n.GetToken(), reasonFeature, feature(n))
	}
	return out
}

// value converts n, or an empty value when the parser leaves the value out.
func (c *converter) value(n ast.Node, depth int) node {
	if n == nil {
		return node{shape: shapeNull}
	}
	return c.node(n, depth+1)
}

func (c *converter) member(out *node, v *ast.MappingValueNode, depth int) {
	t := v.Key.GetToken()
	switch key := v.Key.(type) {
	case *ast.StringNode:
		out.members = append(out.members, member{place: at(t), name: c.flow(key.Value), value: c.value(v.Value, depth)})
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode: // the name of a tag may look like a number
		out.members = append(out.members, member{place: at(t), name: t.Value, value: c.value(v.Value, depth)})
	default:
		c.refuse(t, reasonFeature, feature(v.Key))
	}
}

func at(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	return place{t.Position.Line, t.Position.Column}
}

// feature names the YAML feature of n that is not accepted.
func feature(n ast.Node) string {
	switch n.Type() { //nolint:exhaustive // the others are taken, or have no better name
	case ast.AnchorType:
		return "anchor"
	case ast.AliasType:
		return "alias"
	case ast.TagType:
		return "tag"
	case ast.MergeKeyType:
		return "merge key"
	case ast.MappingKeyType:
		return "key behind a question mark"
	}
	return strings.ToLower(n.Type().String())
}
