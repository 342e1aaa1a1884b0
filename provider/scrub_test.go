package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

const (
	hardPassword = `Pläin/"5ecret"<&>\=+ %`
	hardScript   = "#!/bin/sh\nexport TOKEN=\"s3cr3t/<&>\"\n\techo ready\n"
	hardLine     = `export TOKEN="s3cr3t/<&>"`
)

// TestScrubberKnowsQuotations quotes secrets in the ways that vendors, gateways and logs do.
func TestScrubberKnowsQuotations(t *testing.T) {
	t.Parallel()
	asJSON := func(v any) string {
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	plainJSON := func(s string) string {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(map[string]string{"m": s}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	logged := func(s string) string {
		var b strings.Builder
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "text", s, "error", errors.New(s))
		return b.String()
	}
	ways := map[string]func(string) string{
		"as it is":                   func(s string) string { return "the value '" + s + "' is bad" },
		"JSON":                       plainJSON,
		"JSON for the web":           func(s string) string { return asJSON(s) },
		"JSON with escaped slashes":  func(s string) string { return strings.ReplaceAll(plainJSON(s), "/", `\/`) },
		"JSON in ASCII":              func(s string) string { return fmt.Sprintf("%+q", s) },
		"JSON in JSON":               func(s string) string { return plainJSON(plainJSON(s)) },
		"JSON for the web in JSON":   func(s string) string { return plainJSON(asJSON(s)) },
		"a log":                      logged,
		"a log of JSON":              func(s string) string { return logged(plainJSON(s)) },
		"Go's quotes":                func(s string) string { return fmt.Sprintf("%q", s) },
		"a log of Go's quotes":       func(s string) string { return logged(fmt.Sprintf("%q", s)) },
		"a query":                    func(s string) string { return url.Values{"p": {s}}.Encode() },
		"a path":                     func(s string) string { return "/x/" + url.PathEscape(s) },
		"a web page":                 func(s string) string { return "<p>" + html.EscapeString(s) + "</p>" },
		"base64":                     func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64 for URLs":            func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
		"without space at the edges": strings.TrimSpace,
	}
	for name, quote := range ways {
		for _, secret := range []string{hardPassword, hardScript} {
			scrub := provider.NewScrubber(provider.NewSecret(secret), provider.Secret{})
			quoted := quote(strings.TrimSpace(secret))
			got := scrub.Text(quoted)
			if got == quoted || !strings.Contains(got, "••••••••") || strings.Contains(got, "5ecret") ||
				strings.Contains(got, "s3cr3t") {
				t.Errorf("Text(%s) = %s, want masks", quoted, got)
			}
			if again := scrub.Text(got); again != got {
				t.Errorf("Text() of a clean %s = %q, want it as it was: %q", name, again, got)
			}
		}
		// A vendor that refuses a script names the line.
		scrub := provider.NewScrubber(provider.NewSecret(hardScript))
		if got := scrub.Text(quote(hardLine)); strings.Contains(got, "s3cr3t") && !strings.HasPrefix(name, "base64") {
			t.Errorf("Text() of a line in %s = %s, want it masked", name, got)
		}
	}
}

func TestScrubberLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		secrets       []string
		text, cleaned string
	}{
		{"no secret", nil, "as it was", "as it was"},
		{"a script that is a name", []string{"alice"}, "alice may not", "alice may not"},
		{"short lines of a script", []string{"#!/bin/sh\nls\necho done && exit\n"}, "ls of tools", "ls of tools"},
		{
			"the longer one first",
			[]string{"Marker-Pa", "Marker-Pa55word"},
			"Marker-Pa55word, Marker-Pa",
			"••••••••, ••••••••",
		},
		{"twice", []string{"Marker-Pa", "Marker-Pa"}, "Marker-Pa Marker-Pa", "•••••••• ••••••••"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var secrets []provider.Secret
			for _, s := range c.secrets {
				secrets = append(secrets, provider.NewSecret(s))
			}
			if got := provider.NewScrubber(secrets...).Text(c.text); got != c.cleaned {
				t.Errorf("Text(%q) = %q, want %q", c.text, got, c.cleaned)
			}
		})
	}
	var zero provider.Scrubber
	if got := zero.Text("text"); got != "text" {
		t.Errorf("zero Text() = %q, want it as it was", got)
	}
}

// TestScrubErrors plants a secret in every text of an error.
func TestScrubErrors(t *testing.T) {
	t.Parallel()
	const planted = "Marker-Pa55word"
	cause, quoting := errors.New("broken pipe"), errors.New("cannot send "+planted)
	one := &provider.Error{
		Kind: provider.KindInvalid, Code: "BAD_" + planted, Message: "say " + planted, Allowed: planted, RequestID: planted,
		Err: fmt.Errorf("below: %w", quoting),
	}
	other := &provider.Error{Kind: provider.KindNetwork, Err: cause}
	err := provider.NewScrubber(provider.NewSecret(planted)).Scrub(errors.Join(one, other))
	if text := fmt.Sprintf("%v %+v %#v %#v %#v", err, err, *one, one.Err, provider.All(err)); strings.Contains(text,
		planted) {
		t.Errorf("Scrub() = %s, want no secret", text)
	}
	if one.Message != "say ••••••••" || !errors.Is(err, cause) {
		t.Errorf("Scrub() = %v, want the rest as it was", err)
	}
	if got := provider.NewScrubber().Scrub(nil); got != nil {
		t.Errorf("Scrub(nil) = %v, want nil", got)
	}
}

func FuzzScrubber(f *testing.F) {
	f.Add(hardPassword, "before ", " after")
	f.Add(hardScript, "{", "}")
	f.Add("aaaaaaaa", "aa", "a")
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		trimmed := strings.TrimSpace(secret)
		if len(trimmed) < 8 || strings.ContainsRune(trimmed, '•') {
			return // it cannot be hidden, or is in the mask
		}
		text := before + secret + after
		if got := provider.NewScrubber(provider.NewSecret(secret)).Text(text); strings.Contains(got, trimmed) {
			t.Errorf("Text(%q) = %q, want no %q", text, got, trimmed)
		}
	})
}
