package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/text"
)

// unclean is text that a terminal acts on or does not show, of each kind; a line of it must not become one of ours.
const unclean = "\x1b[8m\x1b]0;owned\a\x1bP+q\x1b\\\u009b2J\u009d0;x\u009c" +
	"\u202eab\u2066c\u200e\u061c\u200bd\u200d\u2060\ufeff\u00ad\U000e0041\ufe0f" +
	"\r\nForged line\rForged\u2028\u2029\t\b\x7f\x00"

// bespoken are products whose vendors have unclean in every text that is only there to be read.
func bespoken(tb testing.TB) []*provider.Product {
	tb.Helper()
	return openedAt(func(a *provider.Account) { a.Endpoint = bespeak(tb, a.Endpoint).URL })
}

// unlimited are the products, which ask the vendor as often as they like.
func unlimited() []*provider.Product {
	return openedAt(func(a *provider.Account) { a.PerSecond = 1e6 })
}

// openedAt are the products, which are opened at accounts that change has changed.
func openedAt(change func(*provider.Account)) []*provider.Product {
	products := all.Products()
	for _, p := range products {
		open, operator, buyer := p.Open, p.OpenOperator, p.OpenBuyer
		p.Open = func(a provider.Account) (provider.Reader, error) {
			change(&a)
			return open(a)
		}
		p.OpenOperator = func(a provider.Account) (provider.Operator, error) {
			change(&a)
			return operator(a)
		}
		p.OpenBuyer = func(a provider.Account) (provider.Buyer, error) {
			change(&a)
			return buyer(a)
		}
	}
	return products
}

// bespeak is a server in front of the vendor.
func bespeak(tb testing.TB, vendor string) *httptest.Server {
	tb.Helper()
	at, err := url.Parse(vendor)
	if err != nil {
		tb.Fatal(err)
	}
	s := httptest.NewServer(&httputil.ReverseProxy{
		// the program may be gone
		ErrorLog: log.New(io.Discard, "", 0),
		// the host is signed
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = at.Scheme, at.Host
			r.Out.Header.Del("Accept-Encoding") // what is changed is not compressed
		},
		ModifyResponse: func(r *http.Response) error {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			var answer any
			if json.Unmarshal(body, &answer) == nil {
				if body, err = json.Marshal(spoken("", answer)); err != nil {
					return err
				}
			}
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Del("Content-Length")
			return nil
		},
	})
	tb.Cleanup(s.Close)
	return s
}

// spoken is v with unclean behind every text that is only there to be read.
func spoken(key string, v any) any {
	switch v := v.(type) {
	case object:
		for k := range v {
			v[k] = spoken(k, v[k])
		}
	case []any:
		for i := range v {
			v[i] = spoken(key, v[i])
		}
	case string:
		k := strings.ToLower(key)
		read := slices.ContainsFunc(append(wordy(), "message", "instancestatus", "restrictstate"),
			func(w string) bool { return strings.Contains(k, w) })
		if k == "requestid" || read && !identity(key) && !strings.Contains(k, "status") {
			return v + unclean
		}
	}
	return v
}

// raw says what is in a text that may not be: "" is nothing.
func raw(shown string, ascii bool) string {
	for line := range strings.Lines(shown) {
		line = strings.TrimSuffix(line, "\n")
		for part := range strings.SplitSeq(line, "\t") {
			if made := provider.Clean(part); made != part {
				return line
			}
			if at := strings.IndexFunc(part, func(r rune) bool { return r > '~' }); ascii && at >= 0 {
				return line
			}
		}
		if strings.HasPrefix(strings.TrimSpace(line), "Forged") {
			return line
		}
	}
	return ""
}

// TestCommandsAreClean runs every command that there is on a vendor, a person, files and arguments that have unclean in
// all that they say: nothing of it is raw anywhere, documents can be read, and say what was said.
func TestCommandsAreClean(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		t.Run(map[bool]string{false: "any", true: "ASCII"}[ascii], func(t *testing.T) {
			t.Parallel()
			c := newTypist(t)
			c.prods = bespoken(t)
			ids, commands := messageIDs(t), c.uncleanCommands()
			missing := cli.HelpExamples(c.prods)
			for _, args := range commands {
				delete(missing, cli.CommandPath(c.prods, args))
				out, said := c.spoken(ascii, "", args...)
				c.check(ids, ascii, args, out, said)
			}
			for path := range missing {
				t.Errorf("%s is not among the commands that are tried", path)
			}
			c.saysWhatWasSaid(ascii)
			c.asksCleanly(ids, ascii)
		})
	}
}

// check looks at what a command wrote.
func (c *typist) check(ids *regexp.Regexp, ascii bool, args []string, out, said string) {
	c.t.Helper()
	if slices.Contains(args, "--ical") { // its lines end as in every calendar (RFC 5545, 3.1)
		out = strings.ReplaceAll(out, "\r\n", "\n")
	}
	for _, text := range []string{out, said} {
		if line := raw(text, ascii); line != "" {
			c.t.Errorf("%q, ASCII %v, writes %q", args, ascii, line)
		}
		if id := ids.FindString(text); id != "" && args[0] != "completion" {
			c.t.Errorf("%q writes the id of a message, %q:\n%s", args, id, text)
		}
	}
	switch {
	case slices.Contains([]string{"plan", "apply", "orders", "board", "audit", "export", "doctor"}, args[0]) &&
		!documents(args) && out != "" &&
		!strings.Contains(said, "SIMULATED: ") && !slices.Contains(args, "--help"):
		c.t.Errorf("%q does not say that it is simulated:\n%s", args, said)
	case out == "":
	case slices.Contains(args, "--json") || slices.Contains(args, "ndjson"):
		for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
			var v object
			if err := d.Decode(&v); err != nil || !ofCloud(v) && !slices.Contains(ofNoCloud(), args[0]) {
				c.t.Fatalf("%q writes no JSON of the simulated cloud: %v\n%s", args, err, out)
			}
		}
	case slices.Contains(args, "-o") && slices.Contains(args, "yaml"):
		var v object
		if err := yaml.Unmarshal([]byte(out), &v); err != nil || !ofCloud(v) {
			c.t.Errorf("%q writes no YAML of the simulated cloud: %v\n%s", args, err, out)
		}
	}
}

// ofNoCloud are the commands whose documents are of no cloud.
func ofNoCloud() []string { return []string{"version", "demo", "config"} }

// asksCleanly answers the questions of the wizard line by line, and explains each.
func (c *typist) asksCleanly(ids *regexp.Regexp, ascii bool) {
	c.t.Helper()
	for _, typed := range []string{
		"1\n?\nSEL-A\n?\nM6C\n?\n" + strings.Repeat("?\n\n", 40), "2\nSEL-A\nc.1c2g\n1\n" + strings.Repeat("\n", 40),
		"3\n" + strings.Repeat("\n", 40),
	} {
		out, said := c.spoken(ascii, typed, "--plain")
		c.check(ids, ascii, []string{"--plain"}, out, said)
	}
}

// documents reports whether the result is one for programs.
func documents(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "--json" || a == "-o" })
}

// spoken runs a command, by a person with an odd name, with lines for each change; where something is typed, at a
// terminal.
func (c *typist) spoken(ascii bool, typed string, args ...string) (out, said string) {
	c.t.Helper()
	var o, e bytes.Buffer
	p := process(c.t, c.now, c.env)
	p.Args = append([]string{"--state", c.state, "--speed", "2000"}, args...)
	if ascii {
		p.Args = append([]string{"--ascii"}, p.Args...)
	}
	if args[0] == "__complete" {
		p.Args = args
	}
	p.User, p.Host = "op"+unclean, "host"+unclean
	p.In, p.Out, p.Err, p.TabWait = strings.NewReader(typed), &o, &e, time.Minute
	p.Terminal = typed != ""
	cli.Main(c.t.Context(), p, c.prods)
	return o.String(), e.String()
}

// saysWhatWasSaid compares the name of a machine in JSON and YAML with the vendor's.
func (c *typist) saysWhatWasSaid(ascii bool) {
	c.t.Helper()
	type doc struct {
		By        string
		Instances []struct{ Name string }
	}
	var inJSON, inYAML doc
	out, _ := c.spoken(ascii, "", "orders", "show", "o-web", "--json")
	if err := json.Unmarshal([]byte(out), &inJSON); err != nil || len(inJSON.Instances) != 1 ||
		inJSON.Instances[0].Name != "web"+unclean || inJSON.By != "op"+unclean {
		c.t.Errorf("JSON says %q, %v, want the vendor's words", inJSON, err)
	}
	out, _ = c.spoken(ascii, "", "orders", "show", "o-web", "-o", "yaml")
	if err := yaml.Unmarshal([]byte(out), &inYAML); err != nil || len(inYAML.Instances) != 1 ||
		inYAML.Instances[0].Name != "web"+unclean || inYAML.By != "op"+unclean {
		c.t.Errorf("YAML says %q, %v, want the vendor's words", inYAML, err)
	}
}

// messageIDs matches the ids of messages, but for those that are the keys of answers or settings too.
func messageIDs(tb testing.TB) *regexp.Regexp {
	tb.Helper()
	var ids []string
	words, err := text.New("en")
	if err != nil {
		tb.Fatal(err)
	}
	for _, id := range words.IDs() {
		family, _, _ := strings.Cut(id, ".")
		if !slices.Contains([]string{"network", "billing", "storage", "access", "notify"}, family) {
			ids = append(ids, regexp.QuoteMeta(id))
		}
	}
	return regexp.MustCompile(`(?:^|[\s"(])(?:` + strings.Join(ids, "|") + `)(?:$|[\s":,)])`)
}

// ofCloud reports whether a document says that it is of the simulated cloud, or is why a command failed, which may be
// before it knew.
func ofCloud(v object) bool { return v["simulated"] == true || v["exit_code"] != nil }
