package export

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// The parts of a script: see each.
var (
	//go:embed scripts/answer.sh
	answerPart string
	//go:embed scripts/json.sh
	jsonPart string
	//go:embed scripts/hmac.sh
	hmacPart string
	//go:embed scripts/send.sh
	sendPart string
	//go:embed scripts/zc2.sh
	zc2Part string
	//go:embed scripts/tc3.sh
	tc3Part string
)

// Environment variables for the values that an export does not hold.
const (
	passwordVariable = "METALWRIGHT_PASSWORD"
	scriptVariable   = "METALWRIGHT_INIT_SCRIPT" // the path of the script
	urlVariable      = "METALWRIGHT_URL"         // of the simulated cloud

	simulatedVariable = urlVariable + ", the address of the simulated cloud: http://127.0.0.1:8080"
)

// variable is the variable of the script that has the secret.
func variable(f provider.Field) string {
	if f == provider.FieldPassword {
		return "$password"
	}
	return "$init_script"
}

// header is how a script begins: what it buys, and what it needs from whoever runs it.
func header(out *bytes.Buffer, s Source, all []request, with string, programs []string, variables []string) {
	fmt.Fprintf(out, "#!/bin/sh\n# CreateInstances of %s %s with %s: %d machines in %d requests.\n", s.Product.Vendor,
		s.Product.Name, with,
		s.File.Spec.Machines(), len(all))
	if s.OrderID != "" {
		fmt.Fprintf(out, "# Exported from order %s, which has been placed: running this buys the same again.\n",
			provider.Clean(s.OrderID))
	}
	out.WriteString(
		"# There is no protection against buying twice: run it once. It stops at the first request that is not " +
			"answered with machines.\n")
	for _, f := range secretsOf(s, all[0]) {
		switch f { //nolint:exhaustive // there are two secrets
		case provider.FieldPassword:
			variables = append(variables, passwordVariable+", the password of the machines")
		case provider.FieldInitScript:
			variables = append(variables, scriptVariable+", the path of the script for the first start")
		}
	}
	if region(s) == "" && s.Product.Regional {
		variables = append(variables, "REGION, the region of the zone")
	}
	fmt.Fprintf(out, "# It needs %s.\n", strings.Join(programs, ", "))
	if len(variables) > 0 {
		out.WriteString("# In the environment:\n")
	}
	for _, v := range variables {
		out.WriteString("#   " + v + "\n")
	}
	if s.Simulated {
		out.WriteString(
			"# The order is one on the simulated cloud: start it with \"metalwright sim\", which prints its address and keys.\n")
	}
	out.WriteString("set -eu\n")
}

// number is the line that says which request is next.
func number(out *bytes.Buffer, i, of int) { fmt.Fprintf(out, "\nnumber=%d of=%d\n", i+1, of) }

// secretsOf are the secrets that the request carries.
func secretsOf(s Source, r request) []provider.Field {
	var out []provider.Field
	for _, p := range r {
		if f := fieldOf(s.Product, p.name); isSecret(f) {
			out = append(out, f)
		}
	}
	return out
}

// readSecrets puts the secrets into variables, as the inside of JSON strings or as they are.
func readSecrets(out *bytes.Buffer, secrets []provider.Field, inJSON bool) {
	for _, f := range secrets {
		switch password := f == provider.FieldPassword; {
		case password && inJSON:
			fmt.Fprintf(out, "password=$(printf %%s \"${%s:?}\" | json)\n", passwordVariable)
		case password:
			fmt.Fprintf(out, "password=${%s:?}\n", passwordVariable)
		case inJSON:
			fmt.Fprintf(out, "init_script=$(json < \"${%s:?}\")\n", scriptVariable)
		default: // a command substitution takes the last line ends away
			fmt.Fprintf(out, "init_script=$(cat \"${%s:?}\" && printf x)\ninit_script=${init_script%%x}\n", scriptVariable)
		}
	}
}

// writeBody writes the request into $work/body. Secrets are filled in by the shell, which then takes $, ` and \ of all
// texts for its own.
func writeBody(out *bytes.Buffer, s Source, r request) error {
	secrets := secretsOf(s, r)
	end := "'JSON'"
	if len(secrets) > 0 {
		end = "JSON"
		r = append(request(nil), r...)
		for i := range r {
			if !isSecret(fieldOf(s.Product, r[i].name)) {
				r[i].value = []byte(strings.NewReplacer("$", `\u0024`, "`", `\u0060`).Replace(string(r[i].value)))
			}
		}
	}
	body, err := r.body()
	if err != nil {
		return err
	}
	if len(secrets) > 0 {
		body = bytes.ReplaceAll(body, []byte(`\`), []byte(`\\`))
	}
	fmt.Fprintf(out, "cat > \"$work/body\" <<%s\n%s\nJSON\n", end, body)
	return nil
}

// signatures are the ways to sign, and the statuses with which the vendor refuses for certain.
var signatures = map[string]struct{ part, refusal string }{
	"ZC2-HMAC-SHA256": {zc2Part, "HTTP [234]??"},
	"TC3-HMAC-SHA256": {tc3Part, "HTTP 200"},
}

// judging writes what sorts the answers of a script. good is the outcome of an answer without an error, refusal the
// pattern of outcomes with which the vendor refuses.
func judging(out *bytes.Buffer, s Source, good, refusal string) {
	fmt.Fprintf(out, "good='%s'\nrefusal='%s'\n", good, refusal)
	out.WriteString("\n# refuses CODE: whether the vendor documents the code as a refusal. " +
		"With any other it may have bought.\n" +
		"refuses() {\n  case $1 in\n  ")
	width := 0
	for i, code := range s.Product.Refusals() {
		if i > 0 {
			out.WriteString(" | ")
		}
		if width += len(code); width > wide {
			out.WriteString("\\\n  ")
			width = len(code)
		}
		out.WriteString(code)
	}
	out.WriteString(") ;;\n  *) return 1 ;;\n  esac\n}\n\n" + answerPart)
}

// wide is the number of characters of codes on a line.
const wide = 100

// curl is the requests over HTTP, each with its signature.
func curl(s Source) ([]byte, error) {
	q := s.Product.Tools.Request
	if q.Path == "" {
		return nil, &UnsupportedError{Format: Curl, Product: s.Product.ID}
	}
	all, err := requests(s, variable)
	if err != nil {
		return nil, err
	}
	key := s.Product.KeyNames[0]
	variables := []string{key.ID + " and " + key.Secret + ", the key"}
	if key.Token != "" {
		variables = append(variables, key.Token+", with a temporary key only")
	}
	signature, known := signatures[q.Method]
	if !known {
		return nil, &UnsupportedError{Format: Curl, Product: s.Product.ID}
	}
	url := word(cmp.Or(s.Endpoint, s.Product.Endpoint) + q.Path)
	if s.Simulated {
		variables = append(variables, simulatedVariable)
		url = "${" + urlVariable + ":?}" + q.Path
	}
	var out bytes.Buffer
	header(&out, s, all, "curl", []string{"curl", "openssl", "awk", "od", "sed", "tr"}, variables)
	fmt.Fprintf(&out, "url=%s\nhost=${url#*://}\nhost=${host%%%%/*}\nkey_id=${%s:?}\nkey_secret=${%s:?}\n", url,
		key.ID, key.Secret)
	if key.Token != "" {
		fmt.Fprintf(&out, "token=${%s:-}\n", key.Token)
	}
	if q.Service != "" {
		fmt.Fprintf(&out, "service=%s\n", word(q.Service))
	}
	judging(&out, s, "HTTP 200", signature.refusal)
	secrets := secretsOf(s, all[0])
	if len(secrets) > 0 {
		out.WriteString(jsonPart)
		readSecrets(&out, secrets, true)
	}
	out.WriteString(hmacPart + sendPart + signature.part)
	for i, r := range all {
		number(&out, i, len(all))
		if err := writeBody(&out, s, r); err != nil {
			return nil, err
		}
		out.WriteString("send")
		for _, h := range q.Headers {
			out.WriteString(" " + headerWord(s, h))
		}
		fmt.Fprintf(&out, "\nbought %d\n", count(s, i))
	}
	return out.Bytes(), nil
}

// count is how many machines the request number i, from 0, asks for.
func count(s Source, i int) int {
	n, most := s.File.Spec.Machines(), s.Product.MaxBatch
	if most <= 0 {
		return n
	}
	return min(most, n-i*most)
}

// headerWord is a header as a word of the shell, with the known values filled in.
func headerWord(s Source, h string) string {
	name, value, _ := strings.Cut(h, ": ")
	switch value {
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

// commandLine is the order as a call of the vendor's command line, if that is the one that f names.
func commandLine(f Format, s Source) ([]byte, error) {
	cli := s.Product.Tools.CLI
	if cli.Tool != string(f) {
		return nil, &UnsupportedError{Format: f, Product: s.Product.ID}
	}
	all, err := requests(s, variable)
	if err != nil {
		return nil, err
	}
	program := cli.Tool + " with a key"
	if cli.Install != "" {
		program += " (" + cli.Install + ")"
	}
	var out bytes.Buffer
	var variables []string
	if s.Simulated {
		variables = append(variables, simulatedVariable)
	}
	header(&out, s, all, cli.Tool, []string{program, "awk", "sed", "tr"}, variables)
	if s.elsewhere() {
		fmt.Fprintf(&out, "# %s asks over HTTPS alone.\n", cli.Tool)
		s.setHost(&out)
	}
	secrets := secretsOf(s, all[0])
	if cli.Input == "" && len(secrets) > 0 {
		fmt.Fprintf(&out,
			"# %s takes secrets as arguments alone: while it runs, other users of this machine can see them.\n", cli.Tool)
	}
	good := cli.Tool + " ended without an error"
	judging(&out, s, good, good)
	if cli.Input != "" && len(secrets) > 0 {
		out.WriteString(jsonPart)
	}
	readSecrets(&out, secrets, cli.Input != "")
	for i, r := range all {
		number(&out, i, len(all))
		out.WriteString("outcome=$good\n")
		if cli.Input != "" {
			err = inputCommand(&out, s, r)
		} else {
			err = flagCommand(&out, f, s, r)
		}
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, " \\\n  > \"$work/answer\" || outcome='%s ended with an error'\nbought %d\n", cli.Tool, count(s, i))
	}
	return out.Bytes(), nil
}

// inputCommand gives the whole request as a file.
func inputCommand(out *bytes.Buffer, s Source, r request) error {
	if err := writeBody(out, s, r); err != nil {
		return err
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
	s.hostFlag(out)
	fmt.Fprintf(out, " \\\n  %s \"file://$work/body\"", cli.Input)
	return nil
}
