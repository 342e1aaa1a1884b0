package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
)

// flagCommand gives each parameter by a flag.
func flagCommand(out *bytes.Buffer, f Format, s Source, r request) error {
	cli := s.Product.Tools.CLI
	var lacking []string
	var why []Reason
	out.WriteString(strings.Join(slices.Concat([]string{cli.Tool}, cli.Args, cli.Output), " "))
	s.hostFlag(out)
	for _, p := range r {
		value := compact(p.value)
		zero := value == "false" || value == "0"
		switch {
		case slices.Contains(cli.Lacks, p.name) || !takes(cli.Words[p.name], p.value):
			lacking = append(lacking, p.name)
			continue
		case zero && cli.NoZero && s.Product.Tools.Defaults[p.name] == value:
			continue
		case zero && cli.NoZero:
			lacking, why = append(lacking, p.name), []Reason{WhyZero}
			continue
		}
		fmt.Fprintf(out, " \\\n  --%s=%s", hyphens(p.name), flagValue(s, cli, p))
	}
	return unsupported(f, s.Product, lacking, why...)
}

// takes reports whether the value is one of the words; an empty list allows every value.
func takes(words []string, value json.RawMessage) bool {
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return bytes.Equal(quote(w), value) })
}

// flagValue is the parameter as a word of the shell. A secret is in a variable.
func flagValue(s Source, cli provider.CLI, p param) string {
	if f := fieldOf(s.Product, p.name); isSecret(f) {
		return `"` + variable(f) + `"`
	}
	var text string
	if json.Unmarshal(p.value, &text) == nil {
		return word(text)
	}
	if slices.Contains(cli.Unwrap, p.name) {
		var only map[string]json.RawMessage
		if json.Unmarshal(p.value, &only) == nil && len(only) == 1 {
			for _, v := range only {
				return word(compact(v))
			}
		}
	}
	return word(compact(p.value))
}

// hyphens is a parameter's name as a flag: instanceTypeId is instance-type-id, enablePrimaryIPv6 is
// enable-primary-ipv6.
func hyphens(name string) string {
	var out strings.Builder
	upper := true // no hyphen before the first letter
	for _, r := range name {
		if unicode.IsUpper(r) && !upper {
			out.WriteByte('-')
		}
		upper = unicode.IsUpper(r)
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

var bare = pattern.Lazy(`^[A-Za-z0-9_./:=@%+-]+$`)

// word is text as one word of a POSIX shell, in ASCII: characters that a terminal would act on are printed when the
// script runs. A command substitution drops trailing line ends, so those are appended after it.
func word(text string) string {
	if bare().MatchString(text) {
		return text
	}
	single := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
	if provider.CleanASCII(text) == text {
		return single(text)
	}
	body := strings.TrimRight(text, "\n")
	var format strings.Builder
	for i := range len(body) {
		switch c := body[i]; {
		case c == '%':
			format.WriteString("%%")
		case c == '\\', c < ' ', c > '~':
			fmt.Fprintf(&format, `\%03o`, c)
		default:
			format.WriteByte(c)
		}
	}
	out := `"$(printf ` + single(format.String()) + `)"`
	if ends := text[len(body):]; ends != "" {
		out += single(ends)
	}
	return out
}
