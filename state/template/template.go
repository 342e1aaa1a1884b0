// Package template fills in texts that are written in the syntax of text/template, as far as a sentence or a short
// program needs it: fields, if, else, with and eq. Package text/template finds methods by their names, for which the
// linker keeps every method of every type in the program; this one knows maps alone.
package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// Template is a text with places for values. It is parsed when it is used first, and safe for concurrent use. Make it
// with [New].
type Template struct {
	source string
	once   sync.Once
	tree   *parse.Tree
	err    error
}

// New returns the template of a text.
func New(source string) *Template { return &Template{source: source} }

// Fill returns the text with the values at their places. One that is missing reads "<no value>", as text/template has
// it. The error is one of the template's syntax, or says what of it is not known here.
func (t *Template) Fill(values map[string]any) (string, error) {
	if !strings.Contains(t.source, "{{") {
		return t.source, nil
	}
	t.once.Do(func() {
		tree := parse.New("")
		tree.Mode = parse.SkipFuncCheck
		t.tree, t.err = tree.Parse(t.source, "", "", map[string]*parse.Tree{})
	})
	if t.err != nil {
		return "", t.err
	}
	w := writer{}
	w.list(t.tree.Root, values)
	return w.out.String(), w.err
}

// writer writes a template.
type writer struct {
	out strings.Builder
	err error // the first thing that is not known here
}

// list writes nodes; dot is what fields are those of.
func (w *writer) list(l *parse.ListNode, dot any) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			w.out.Write(n.Text)
		case *parse.ActionNode:
			w.print(w.pipe(n.Pipe, dot))
		case *parse.IfNode:
			w.branch(&n.BranchNode, dot, w.pipe(n.Pipe, dot), dot)
		case *parse.WithNode:
			v := w.pipe(n.Pipe, dot)
			w.branch(&n.BranchNode, dot, v, v)
		default:
			w.fail(n)
		}
	}
}

// branch writes what the condition chooses; inside is the dot where it holds.
func (w *writer) branch(b *parse.BranchNode, dot, condition, inside any) {
	if truth(condition) {
		w.list(b.List, inside)
		return
	}
	w.list(b.ElseList, dot)
}

func (w *writer) fail(n parse.Node) {
	if w.err == nil {
		w.err = fmt.Errorf("unknown in a template: %s", n)
	}
}

func (w *writer) print(v any) {
	switch v := v.(type) {
	case string:
		w.out.WriteString(v)
	case int:
		w.out.WriteString(strconv.Itoa(v))
	case nil:
		w.out.WriteString("<no value>")
	default:
		_, _ = fmt.Fprint(&w.out, v) // a Builder never fails
	}
}

// pipe is the value of a pipeline: of an operand, or whether eq holds.
func (w *writer) pipe(p *parse.PipeNode, dot any) any {
	if len(p.Cmds) != 1 || len(p.Decl) > 0 {
		w.fail(p)
		return nil
	}
	args := p.Cmds[0].Args
	if f, ok := args[0].(*parse.IdentifierNode); ok && f.Ident == "eq" && len(args) > 2 {
		first := w.operand(args[1], dot)
		return slices.ContainsFunc(args[2:], func(n parse.Node) bool { return w.operand(n, dot) == first })
	}
	if len(args) != 1 {
		w.fail(p)
		return nil
	}
	return w.operand(args[0], dot)
}

// operand is the value of a field, the dot, a text or a whole number.
func (w *writer) operand(n parse.Node, dot any) any {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		if of, ok := dot.(map[string]any); ok && len(n.Ident) == 1 {
			return of[n.Ident[0]]
		}
	case *parse.StringNode:
		return n.Text
	case *parse.NumberNode:
		if n.IsInt {
			return int(n.Int64)
		}
	}
	w.fail(n)
	return nil
}

// truth reports whether a condition holds for v.
func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case bool:
		return v
	case int:
		return v != 0
	case float64:
		return v != 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}
