package strict

import (
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/token"

	"github.com/metalwright/metalwright/state/internal/pattern"
)

// sentences are parts of what the parser says (github.com/goccy/go-yaml 1.19), and the reason that each is one for.
// The first that fits counts. Its own words are not shown: they are about its tokens, and some quote the text, which
// may be a secret.
var sentences = []struct {
	part   string
	reason Reason
}{
	{"tab character", reasonTab},
	{"character '\t'", reasonTab},
	{"end character of", reasonQuote},
	{"escape", reasonEscape},
	{"surrogate", reasonEscape},
	{"reserved character", reasonReserved},
	{"directive", reasonReserved}, // those before the document are read already
	{"multi-line", reasonBlock},
	{"header option", reasonBlock},
	{"after space only", reasonIndent},
	{"sequence end token", reasonBracket},
	{"flow map", reasonBracket},
	{"must be specified", reasonBracket},
	{"could not find '", reasonBracket},
	{"expected sequence element", reasonBracket},
	{"could not find map", reasonBracket},
	{"sequence entries are not allowed", reasonDash},
	{"mapping value is not allowed", reasonColon},
	{"value is not allowed", reasonIndent},
	{"anchor", reasonFeature},
	{"alias", reasonFeature},
	{"tag", reasonFeature},
	{"merge key", reasonFeature},
	{"document separator", reasonIndent},
	{"key", reasonKey},
	{"delimiter", reasonKey},
	{"non-map value", reasonKey},
}

// syntax is the reason why data is not YAML, and where.
func syntax(data []byte, err error) Problem {
	p := Problem{Reason: ReasonSyntax}
	e, ok := err.(yaml.Error) //nolint:errorlint // the parser wraps nothing
	if !ok {
		return p
	}
	said := e.GetMessage()
	for _, s := range sentences {
		if strings.Contains(said, s.part) {
			p.Reason = s.reason
			break
		}
	}
	if p.Reason == reasonFeature {
		p.Got = featureOf(said)
	}
	here := at(e.GetToken())
	if p.Reason == reasonColon {
		here = lastLine(e.GetToken())
	}
	if p.Line, p.Column = here.line, here.column; p.Line > 0 {
		refine(&p, data)
	}
	return p
}

// featureOf is the word for the feature that the parser's message is about.
func featureOf(said string) string {
	for _, f := range []string{"anchor", "alias", "tag", "merge key"} {
		if strings.Contains(said, f) {
			return f
		}
	}
	return ""
}

// lastLine is where the last line of t begins: a text without quotes may continue over lines, and the key that is not
// allowed there is the last.
func lastLine(t *token.Token) place {
	here := at(t)
	if here.line == 0 || t.Type != token.StringType {
		return here
	}
	text := strings.Trim(t.Origin, " \t\n")
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		last := text[i+1:]
		here.line += strings.Count(text, "\n")
		here.column = 1 + len(last) - len(strings.TrimLeft(last, " \t"))
	}
	return here
}

var (
	indentation = pattern.Lazy(`^ *\t`)
	cutEscape   = pattern.Lazy(`\\(?:x[0-9A-Fa-f]{0,1}|u[0-9A-Fa-f]{0,3}|U[0-9A-Fa-f]{0,7})(?:[^0-9A-Fa-f]|$)`)
	behindQuote = pattern.Lazy(`(?:"|')[ \t]*$`)
)

// refine looks at the line of the problem: some of what the parser says follows from something before.
func refine(p *Problem, data []byte) {
	lines := strings.Split(string(data), "\n")
	if p.Line > len(lines) {
		return
	}
	line := []rune(lines[p.Line-1])
	before, after := string(line[:min(p.Column-1, len(line))]), string(line[min(p.Column-1, len(line)):])
	tab := indentation().FindString(string(line))
	switch {
	case tab != "" && p.Reason != reasonQuote:
		p.Reason, p.Column = reasonTab, len(tab)
	case p.Reason == reasonQuote && strings.HasPrefix(after, `"`) && cutEscape().MatchString(after):
		p.Reason = reasonEscape
	case p.Reason == reasonIndent && behindQuote().MatchString(before):
		p.Reason = reasonBehind
	}
}
