package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Reason says what kind of problem is at a place. The message catalogue may have its sentence below "file.".
type Reason string

// The reasons.
const (
	ReasonSyntax    Reason = "syntax"      // not YAML or JSON, and none of the reasons below
	reasonEncoding  Reason = "encoding"    // not UTF-8
	reasonTab       Reason = "tab"         // a tab indents a line
	reasonIndent    Reason = "indent"      // it is indented too little or too much
	reasonKey       Reason = "key"         // not KEY: VALUE
	reasonColon     Reason = "colon"       // a second key on a line, or below a value
	reasonDash      Reason = "dash"        // a list begins on the line of its key
	reasonQuote     Reason = "quote"       // quotes are not closed
	reasonBehind    Reason = "behind"      // something follows the closing quote
	reasonEscape    Reason = "escape"      // an unknown escape sequence in double quotes
	reasonReserved  Reason = "reserved"    // a text begins with a character that needs quotes
	reasonBracket   Reason = "bracket"     // brackets or braces do not close, or a comma is missing
	reasonBlock     Reason = "block"       // the head of a block of lines is not one
	reasonDirective Reason = "directive"   // a line with % that is not taken
	ReasonSize      Reason = "size"        // the document is bigger than Allowed bytes
	reasonDepth     Reason = "depth"       // values are nested too deeply
	reasonValues    Reason = "values"      // more than Allowed values
	reasonMore      Reason = "more"        // there are more problems than the Allowed ones that are listed
	reasonDocuments Reason = "documents"   // more than one document in the file
	reasonFeature   Reason = "feature"     // Got is a feature of YAML that is not taken: anchor, alias, tag, merge key
	ReasonUnknown   Reason = "unknown_key" // Key is not known
	reasonDuplicate Reason = "duplicate"   // Key occurs twice
	ReasonMissing   Reason = "missing"     // Key has to be there
	ReasonType      Reason = "type"        // the value is Got, not Allowed
	ReasonEmpty     Reason = "empty"       // the key has no value
	ReasonWord      Reason = "word"        // Got is not one of Allowed
	ReasonMin       Reason = "min"         // the number is below Allowed
	ReasonRange     Reason = "range"       // the number is not within Allowed
	ReasonFormat    Reason = "format"      // the value does not look like Allowed
	ReasonProduct   Reason = "product"     // the product does not have Key; Allowed lists the products that do
	ReasonLiteral   Reason = "literal"     // a secret is written there itself; Allowed is how to name its place
	ReasonConflict  Reason = "conflict"    // Key and Allowed exclude each other
	ReasonClash     Reason = "clash"       // Key and Allowed both have the value Got
)

// Syntax reports whether the text is not YAML, and not only none of our documents.
func (r Reason) Syntax() bool {
	return slices.Contains([]Reason{
		ReasonSyntax, reasonEncoding, reasonTab, reasonIndent, reasonKey, reasonColon, reasonDash, reasonQuote, reasonBehind,
		reasonEscape, reasonReserved, reasonBracket, reasonBlock, reasonDuplicate,
	}, r)
}

// Problem is one fault of a document.
type Problem struct {
	Line, Column int    // from 1; 0 when there is no place
	Key          string // with its path: "network.subnet"; "" for the document
	Reason       Reason
	Got          string // the value that is written there; "" for secrets
	Allowed      string // the allowed values
	Nearest      string // the right key or word with the most similar spelling; "" when none is near
}

// Error is for logs and for those without a message catalogue.
func (p Problem) Error() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", p.Line, p.Column)
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(p.sentence())
	if p.Nearest != "" {
		fmt.Fprintf(&b, "; did you mean %s?", p.Nearest)
	}
	return b.String()
}

func (p Problem) sentence() string {
	if s, ok := unreadable[p.Reason]; ok {
		return s
	}
	switch p.Reason { //nolint:exhaustive // the other reasons are those in unreadable
	case ReasonSize:
		return "the file is larger than " + p.Allowed + " bytes"
	case reasonDepth:
		return "values are nested too deeply"
	case reasonValues:
		return "the file has more than " + p.Allowed + " values"
	case reasonMore:
		return "these are the first " + p.Allowed + " problems; there are more"
	case reasonDocuments:
		return "the file contains more than one document"
	case reasonFeature:
		return "YAML's " + p.Got + " is not supported here"
	case ReasonUnknown:
		return "unknown key; allowed: " + p.Allowed
	case reasonDuplicate:
		return "the key appears twice"
	case ReasonMissing:
		return "the key is missing" + allowed(p.Allowed)
	case ReasonType:
		return "must be " + p.Allowed + ", not " + p.Got
	case ReasonEmpty:
		return "has no value; set one, or leave the key out"
	case ReasonWord:
		return quoted(p.Got) + " is not one of: " + p.Allowed
	case ReasonMin:
		return "must be at least " + p.Allowed
	case ReasonRange:
		return "must be from " + p.Allowed + ", not " + p.Got
	case ReasonFormat:
		return quoted(p.Got) + " does not look like " + p.Allowed
	case ReasonProduct:
		return "not a setting of this product; those that have it: " + p.Allowed
	case ReasonLiteral:
		return "a secret does not belong in a file; write " + p.Allowed
	case ReasonConflict:
		return "cannot be combined with " + p.Allowed
	case ReasonClash:
		return p.Allowed + " also has " + quoted(p.Got) + "; change one of them"
	}
	return string(p.Reason)
}

// unreadable are the reasons why a document is neither YAML nor JSON.
var unreadable = map[Reason]string{
	ReasonSyntax:    "this is not YAML; check the indentation, quotes and colons around it",
	reasonEncoding:  "the file is not UTF-8; save it as UTF-8",
	reasonTab:       "tabs cannot be used for indentation; use spaces",
	reasonIndent:    "the indentation does not match the lines above",
	reasonKey:       "this is not KEY: VALUE, with a space after the colon",
	reasonColon:     "a key is not allowed here; quote a text that contains \": \", or check the indentation",
	reasonDash:      "a list cannot start here; start it on the next line, or write [A, B]",
	reasonQuote:     "this quote is never closed",
	reasonBehind:    "nothing may follow the closing quote; quote the whole text",
	reasonEscape:    "this backslash is not valid in double quotes; double it, or use single quotes",
	reasonReserved:  "a text cannot start with this character; quote it",
	reasonBracket:   "a bracket or brace is not closed, or a comma is missing",
	reasonBlock:     "after | or > only a digit, + or - may follow; quote a text that starts like this",
	reasonDirective: "only %YAML 1.1 or 1.2 may precede the document, with --- on the line below it",
}

func allowed(text string) string {
	if text == "" {
		return ""
	}
	return "; write " + text
}

func quoted(text string) string {
	if text == "" {
		return "the value"
	}
	return fmt.Sprintf("%q", text)
}

// Error is all problems of a document, sorted by place.
type Error struct {
	Name     string // of the file; "" without a name
	Problems []Problem
}

// Error has a line for each problem.
func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		line := p.Error()
		if e.Name != "" {
			sep := ":"
			if p.Line == 0 {
				sep = ": "
			}
			line = e.Name + sep + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TooBig reports whether the document is bigger, deeper or has more values than is taken.
func (e *Error) TooBig() bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool {
		return p.Reason == ReasonSize || p.Reason == reasonDepth || p.Reason == reasonValues
	})
}

// Fail returns the problems, sorted, as an error; nil when there are no problems.
func Fail(name string, problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	p := slices.Clone(problems)
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Key, b.Key))
	})
	return &Error{Name: name, Problems: p}
}

// Shown is text as a problem may quote it: short, and on one line.
func Shown(text string) string {
	const most = 40
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
