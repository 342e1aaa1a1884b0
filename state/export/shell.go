package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/metalwright/metalwright/provider"
)

// Variables of the shell that stand for what an export does not hold.
const (
	passwordVariable = "METALWRIGHT_PASSWORD"
	scriptVariable   = "METALWRIGHT_INIT_SCRIPT" // the path of the script
)

// header is how an exported script begins.
func header(out *bytes.Buffer, s Source, what string) {
	fmt.Fprintf(out, "#!/bin/sh\n# %s\n", what)
	if s.OrderID != "" {
		fmt.Fprintf(out, "# Exported from order %s, which has been placed: running this buys the same again.\n", provider.Clean(s.OrderID))
	}
	out.WriteString("# There is no protection against buying twice: run it once.\nset -eu\n")
}

// curl is the requests without their signature, and how it is made.
func curl(s Source) ([]byte, error) {
	q := s.Product.Tools.Request
	if q.Path == "" {
		return nil, &UnsupportedError{Format: Curl, Product: s.Product.ID}
	}
	all, err := requests(s, placeholder)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	header(&out, s, fmt.Sprintf("CreateInstances of %s %s, not signed.", s.Product.Vendor, s.Product.Name))
	fmt.Fprintf(&out, "#\n# AUTHORIZATION is made with %s for each request, and TIMESTAMP (Unix seconds) is part of it:\n", q.Method)
	for _, line := range q.Signing {
		out.WriteString("#   " + line + "\n")
	}
	out.WriteString("# The body that is signed is what stands between the JSON lines, with its last line feed.\n")
	if secrets := secretsOf(s, all[0]); len(secrets) > 0 {
		fmt.Fprintf(&out, "# Put the secrets in their places first: %s\n", strings.Join(secrets, ", "))
	}
	url := cmp.Or(s.Endpoint, s.Product.Endpoint) + q.Path
	for i, r := range all {
		body, err := r.body()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "\n# Request %d of %d\n", i+1, len(all))
		fmt.Fprintf(&out, "curl --fail-with-body --request POST %s \\\n  --header 'Content-Type: application/json' \\\n", word(url))
		for _, h := range q.Headers {
			fmt.Fprintf(&out, "  --header %s \\\n", headerWord(s, h))
		}
		fmt.Fprintf(&out, "  --header \"Authorization: ${AUTHORIZATION:?}\" \\\n  --data-binary @- <<'JSON'\n%s\nJSON\n", body)
	}
	return out.Bytes(), nil
}

func secretsOf(s Source, r request) []string {
	var out []string
	for _, p := range r {
		if f := fieldOf(s.Product, p.name); isSecret(f) {
			out = append(out, placeholder(f))
		}
	}
	return out
}

// headerWord is a header as a word of the shell, with what is known in its places.
func headerWord(s Source, h string) string {
	name, value, _ := strings.Cut(h, ": ")
	switch value {
	case "{time}":
		return `"` + name + `: ${TIMESTAMP:?}"`
	case "{region}":
		if region(s) == "" {
			return `"` + name + `: ${REGION:?}"`
		}
		value = region(s)
	case "{version}":
		value = version(s)
	}
	return word(name + ": " + value)
}

func region(s Source) string { return cmp.Or(s.Region, s.File.Spec.Region) }

// version is the API's: the first that a product lists is its default.
func version(s Source) string {
	if s.Version == "" && len(s.Product.Versions) > 0 {
		return s.Product.Versions[0]
	}
	return s.Version
}

// commandLine is the order in the words of the vendor's command line, if that is the one that f names.
func commandLine(f Format, s Source) ([]byte, error) {
	cli := s.Product.Tools.CLI
	if cli.Tool != string(f) {
		return nil, &UnsupportedError{Format: f, Product: s.Product.ID}
	}
	all, err := requests(s, placeholder)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	header(&out, s, fmt.Sprintf("CreateInstances of %s %s with %s.", s.Product.Vendor, s.Product.Name, cli.Tool))
	if cli.Install != "" {
		fmt.Fprintf(&out, "# Needs: %s\n", cli.Install)
	}
	for i, r := range all {
		fmt.Fprintf(&out, "\n# Request %d of %d\n", i+1, len(all))
		var err error
		if cli.Input != "" {
			err = inputCommand(&out, s, r, i)
		} else {
			err = flagCommand(&out, f, s, r)
		}
		if err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// inputCommand gives the whole request as a file.
func inputCommand(out *bytes.Buffer, s Source, r request, i int) error {
	body, err := r.body()
	if err != nil {
		return err
	}
	if secrets := secretsOf(s, r); len(secrets) > 0 {
		fmt.Fprintf(out, "# Put the secrets in their places first: %s\n", strings.Join(secrets, ", "))
	}
	name := fmt.Sprintf("create-instances-%d.json", i+1)
	fmt.Fprintf(out, "umask 077\ncat > %s <<'JSON'\n%s\nJSON\n", name, body)
	if len(secretsOf(s, r)) > 0 {
		fmt.Fprintf(out, "if grep -q '\"<access[.]' %s; then echo 'a secret is missing' >&2; exit 2; fi\n", name)
	}
	cli := s.Product.Tools.CLI
	out.WriteString(strings.Join(append([]string{cli.Tool}, cli.Args...), " "))
	if cli.Region != "" {
		where := `"${REGION:?}"`
		if at := region(s); at != "" {
			where = word(at)
		}
		fmt.Fprintf(out, " \\\n  %s %s", cli.Region, where)
	}
	fmt.Fprintf(out, " \\\n  %s file://%s\n", cli.Input, name)
	return nil
}

// flagCommand gives each parameter by a flag.
func flagCommand(out *bytes.Buffer, f Format, s Source, r request) error {
	cli := s.Product.Tools.CLI
	var lacking []string
	out.WriteString(strings.Join(append([]string{cli.Tool}, cli.Args...), " "))
	for _, p := range r {
		value := compact(p.value)
		zero := value == "false" || value == "0"
		switch {
		case slices.Contains(cli.Lacks, p.name):
			lacking = append(lacking, p.name)
			continue
		case zero && cli.NoZero && s.Product.Tools.Defaults[p.name] == value:
			continue
		case zero && cli.NoZero:
			lacking = append(lacking, p.name)
			continue
		}
		fmt.Fprintf(out, " \\\n  --%s=%s", hyphens(p.name), flagValue(s, cli, p))
	}
	out.WriteByte('\n')
	return unsupported(f, s.Product, lacking)
}

// flagValue is the parameter as a word of the shell. A secret comes from the environment.
func flagValue(s Source, cli provider.CLI, p param) string {
	switch fieldOf(s.Product, p.name) { //nolint:exhaustive // the others are no secrets
	case provider.FieldPassword:
		return `"${` + passwordVariable + `:?}"`
	case provider.FieldInitScript:
		return `"$(cat "${` + scriptVariable + `:?}")"`
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

// hyphens is a parameter's name as a flag: instanceTypeId is instance-type-id, enablePrimaryIPv6 is enable-primary-ipv6.
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

var bare = regexp.MustCompile(`^[A-Za-z0-9_./:=@%+-]+$`)

// word is text as one word of a POSIX shell, in ASCII: what a terminal would act on is printed when the script runs. A command gives its
// last line ends away, so those stand behind it.
func word(text string) string {
	if bare.MatchString(text) {
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
