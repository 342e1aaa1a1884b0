package cli_test

import (
	"encoding/json"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/report"
)

// TestRefusedURLsAreMasked refuses URLs with secrets in their user, path and query: no error repeats those.
func TestRefusedURLsAreMasked(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"https://u:planted@h", "https://h/?k=planted", "https://h#planted"} {
		for _, args := range [][]string{
			{"config", "explain"}, {"config", "explain", "--json"}, {"--sim", "orders"}, {"orders"},
		} {
			c := newTypist(t)
			c.env["METALWRIGHT_ENDPOINT"] = "zenlayer-bmc=" + url
			code, out, said := c.run("", args...)
			if code != 2 || strings.Contains(out+said, "planted") || !strings.Contains(said, "METALWRIGHT_ENDPOINT") {
				t.Errorf("%v with %s = %d, %s%s, want 2 and no secret", args, url, code, out, said)
			}
		}
	}
	for _, url := range []string{
		"http://h/planted", "ftp://h/planted", "https://planted:planted@h/", "h/planted", "https:planted", "http://%planted",
		"planted@h",
	} {
		c := newTypist(t)
		config := c.write("config.yaml", "notify: {webhook: {url: '"+url+"'}}\n")
		code, out, said := c.run("", "--sim", "--config", config, "orders")
		if code != 2 || strings.Contains(out+said, "planted") || !strings.Contains(said, "notify.webhook.url") {
			t.Errorf("a webhook %s = %d, %s%s, want 2 and no secret", url, code, out, said)
		}
		code, out, said = c.run("", "--sim", "apply", c.file, "--yes", "--notify", url)
		if code != 2 || strings.Contains(out+said, "planted") || !strings.Contains(said, "--notify") {
			t.Errorf("--notify %s = %d, %s%s, want 2 and no secret", url, code, out, said)
		}
	}
	c := newTypist(t)
	c.want(2, "", "--notify beep: use bell", "--sim", "apply", c.file, "--yes", "--notify", "beep")
	c.want(2, "", "--notify http://h/…: use bell", "--sim", "apply", c.file, "--yes", "--notify", "http://h/planted")
}

// fullDevice takes nothing, as /dev/full.
type fullDevice struct{}

func (fullDevice) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestHelpThatIsNotWritten has nobody get the help: that is an error.
func TestHelpThatIsNotWritten(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"--help", "orders --help", "help exit-codes", "help orders"} {
		p := process(t, time.Now, nil)
		var said strings.Builder
		p.Args, p.In, p.Out, p.Err = strings.Fields(args), strings.NewReader(""), fullDevice{}, &said
		if code := cli.Main(t.Context(), p, all.Products()); code != 1 || !strings.Contains(said.String(), "no space") {
			t.Errorf("%s = %d, %s, want 1 and why", args, code, said.String())
		}
	}
}

// TestDocuments asks for documents: they are, and say that they are of the simulated cloud.
func TestDocuments(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	_, out, _ := c.run("", "--sim", "orders", "show", "nosuch", "--json")
	var failure report.FailureJSON
	if err := json.Unmarshal([]byte(out), &failure); err != nil || !failure.Simulated || failure.Exit != 2 {
		t.Errorf("the failure is %s, %v, want it simulated", out, err)
	}
	var order struct{ ID string }
	c.want(0, "", "DONE", "--sim", "apply", c.file, "--yes")
	_, out, _ = c.run("", "--sim", "orders", "forget", "o-web", "--yes", "--json")
	if !strings.Contains(out, `"o-web"`) || json.Unmarshal([]byte(out), &order) != nil {
		t.Errorf("orders forget --json = %s, want the order", out)
	}
	p := process(t, time.Now, nil)
	var tours strings.Builder
	p.Args, p.In, p.Out = []string{"demo", "--json"}, strings.NewReader(""), &tours
	var list struct {
		Tours []struct{ Name, About string }
	}
	if code := cli.Main(t.Context(), p, all.Products()); code != 0 ||
		json.Unmarshal([]byte(tours.String()), &list) != nil || len(list.Tours) == 0 || list.Tours[0].About == "" {
		t.Errorf("demo --json = %d, %s, want tours", code, tours.String())
	}
}
