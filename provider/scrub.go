package provider

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	// characters: a shorter text, such as a script of one word, is a part of names and sentences; vendors take no
	// shorter password
	leastSecret = 8
	leastLine   = 8 // of a line by itself
)

// Scrubber replaces secrets by their masks wherever a text quotes them: whole or one line of them, plainly and the way
// they are written in JSON, in a URL, on a web page, in Go's quotes and in base64. Its zero value replaces nothing. It
// is safe for concurrent use.
type Scrubber struct{ with *strings.Replacer }

// NewScrubber hides the secrets, but for those of fewer than eight characters, which ordinary text may contain.
func NewScrubber(secrets ...Secret) Scrubber {
	var forms []string
	for _, s := range secrets {
		forms = append(forms, quotations(s.Reveal())...)
	}
	if len(forms) == 0 {
		return Scrubber{}
	}
	// The longest first: one may be the beginning of another.
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	var pairs []string
	for _, f := range slices.Compact(forms) {
		pairs = append(pairs, f, masked)
	}
	return Scrubber{strings.NewReplacer(pairs...)}
}

// Text returns text without the secrets.
func (s Scrubber) Text(text string) string {
	if s.with == nil {
		return text
	}
	return s.with.Replace(text)
}

// Scrub masks the secrets in everything that the vendor, or the way there, said in the errors of err. It changes them,
// and returns err. A cause that quotes a secret is replaced by its text without it.
func (s Scrubber) Scrub(err error) error {
	for _, e := range All(err) {
		for _, text := range []*string{&e.Code, &e.Message, &e.Allowed, &e.RequestID} {
			*text = s.Text(*text)
		}
		if e.Err == nil {
			continue
		}
		if said := e.Err.Error(); s.Text(said) != said {
			e.Err = errors.New(s.Text(said))
		}
	}
	return err
}

// quotations are the forms in which a text may quote the secret, without the white space around it.
func quotations(secret string) []string {
	secret = strings.TrimSpace(secret)
	if len(secret) < leastSecret {
		return nil
	}
	raw := []byte(secret)
	forms := append(quoted(secret), base64.RawStdEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw))
	for line := range strings.Lines(secret) {
		if line = strings.TrimSpace(line); len(line) >= leastLine {
			forms = append(forms, quoted(line)...)
		}
	}
	return forms
}

// quoted is text as it is written in other texts, and as those are in the JSON of a log.
func quoted(text string) []string {
	inJSON := jsonString(text)
	forms := []string{
		text, inJSON, strings.ReplaceAll(inJSON, "/", `\/`), webJSON(text), within(strconv.Quote(text)),
		within(strconv.QuoteToASCII(text)),
		url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text),
	}
	for _, f := range forms {
		forms = append(forms, jsonString(f))
	}
	return forms
}

// jsonString is text between the quotes of JSON, < > and & as they are.
func jsonString(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always encodes
	return within(strings.TrimSuffix(b.String(), "\n"))
}

// webJSON is text between the quotes of JSON that is safe within a web page.
func webJSON(text string) string {
	out, _ := json.Marshal(text) // a string always marshals
	return within(string(out))
}

// within is what is between the quotes.
func within(quoted string) string { return quoted[1 : len(quoted)-1] }
