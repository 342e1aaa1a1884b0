//go:build unix

package export_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/state/export"
)

// spied is a function in place of the tool: it writes what it was called with, and the file that it was given, and
// answers with machines.
const spied = `{
  for a do printf '%s\037' "$a"; done >> "$SPY"
  for a do case $a in @*) cat "${a#@}" ;; file://*) cat "${a#file://}" ;; esac; done >> "$SPY"
  printf '\036' >> "$SPY"
  case " $* " in
  *' --output '*/answer' '*) echo "$ANSWER" > "$work/answer"; printf 200 ;;
  *) echo "$ANSWER" ;;
  esac
}
`

// run runs a script in a real shell in which tool only says what it was called with and what it read, and returns
// that, call by call.
func run(t *testing.T, tool, script string) (calls [][]string, inputs []string) {
	t.Helper()
	dir := t.TempDir()
	path, spy := filepath.Join(dir, "init"), filepath.Join(dir, "spy")
	if err := os.WriteFile(path, []byte(initScript), 0o600); err != nil {
		t.Fatal(err)
	}
	programtest.Path(t, "openssl")
	cmd := exec.CommandContext(t.Context(), programtest.Path(t, "sh"), "-c", tool+"() "+spied+script)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + dir, "SPY=" + spy, "ANSWER=" + answered(),
		"METALWRIGHT_PASSWORD=" + password, "METALWRIGHT_INIT_SCRIPT=" + path,
		"ZENLAYERCLOUD_ACCESS_KEY_ID=id", "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD=secret", "TENCENTCLOUD_SECRET_ID=id",
		"TENCENTCLOUD_SECRET_KEY=secret",
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, script)
	}
	out, err := os.ReadFile(spy)
	if err != nil {
		t.Fatal(err)
	}
	for call := range strings.SplitSeq(strings.TrimSuffix(string(out), "\036"), "\036") {
		words := strings.Split(call, "\037")
		calls, inputs = append(calls, words[:len(words)-1]), append(inputs, words[len(words)-1])
	}
	return calls, inputs
}

// What the tests give as secrets: texts that need quotes in a shell and in JSON, and a last line end.
const (
	password   = `pass"$word\` + "`id` 1\t"
	initScript = "#!/bin/sh\necho \"$HOME\" '\\n' `id` %s\r\n\n"
)

// answered is the answer to a request that bought a hundred machines.
func answered() string {
	return `{"instanceIdSet": ["` + strings.Join(slices.Repeat([]string{"id-1"}, 100), `", "`) + `"], "orderNumber": "1"}`
}

// filled puts what the operator fills in back to the reader's mask.
func filled(v map[string]any, secrets map[string]string) map[string]any {
	for name, want := range secrets {
		if v[name] == want {
			v[name] = provider.NewSecret("x").String()
		}
	}
	return v
}

func TestCurl(t *testing.T) {
	t.Parallel()
	scripted := vmSpec()
	scripted.Access = provider.Access{
		Login: provider.LoginPassword, Password: provider.NewSecret(planted),
		InitScript: provider.NewSecret(planted),
	}
	scripted.Tags = []provider.Tag{{Key: "a$b`c", Value: `$password \ $HOME`}}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec(), scripted} {
		s := source(t, spec)
		calls, inputs := run(t, "curl", write(t, export.Curl, s))
		got := filled(decode(t, inputs[0]), map[string]string{
			"password": password, "Password": password,
			"initScript": initScript,
		})
		if want := body(t, s, spec); !reflect.DeepEqual(got, want) {
			t.Errorf("curl of %s sends\n%v, want\n%v", spec.Product, got, want)
		}
		words := strings.Join(calls[0], "\n")
		for _, w := range append([]string{
			s.Product.Endpoint + s.Product.Tools.Request.Path,
			"Content-Type: application/json",
		}, headers(s)...) {
			if !strings.Contains(words, w) {
				t.Errorf("curl of %s is called with\n%s\nwhich lacks %s", spec.Product, words, w)
			}
		}
	}
}

func headers(s export.Source) []string {
	var out []string
	for _, h := range s.Product.Tools.Request.Headers {
		out = append(out, strings.NewReplacer("{region}", "ap-singapore", "{version}", s.Product.Versions[0]).Replace(h))
	}
	return out
}

// TestVersionOfTheAccount: the script says the version that the account has, not the product's default.
func TestVersionOfTheAccount(t *testing.T) {
	t.Parallel()
	if text := write(t, export.Curl, at(t, bmcSpec(), "2026-02-01")); !strings.Contains(text, "X-ZC-Version: 2026-02-01") {
		t.Errorf("curl of an account with 2026-02-01 is\n%s", text)
	}
}

func TestBatches(t *testing.T) {
	t.Parallel()
	spec := vmSpec()
	spec.Count, spec.Name = 250, "db[1,3]"
	s := source(t, spec)
	_, inputs := run(t, "curl", write(t, export.Curl, s))
	if len(inputs) != 3 {
		t.Fatalf("curl makes %d requests for 250 machines, want 3", len(inputs))
	}
	if got := decode(t, inputs[2]); got["instanceCount"] != 50.0 || got["instanceName"] != "db[201,3]" {
		t.Errorf("the last request is %v, want 50 machines from 201", got)
	}
}

// flags are the parameters that zeno is called with, as the vendor's request would have them.
func flags(t *testing.T, s export.Source, call []string) map[string]any {
	t.Helper()
	got := map[string]any{}
	for _, w := range call[4:] {
		name, text, _ := strings.Cut(strings.TrimPrefix(w, "--"), "=")
		for _, p := range s.Product.Params {
			if strings.ReplaceAll(name, "-", "") != strings.ToLower(p.Name) {
				continue
			}
			var v any = text
			if p.Type != "string" {
				if err := json.Unmarshal([]byte(text), &v); err != nil {
					t.Fatalf("%s: %v", w, err)
				}
			}
			if name == "tags" {
				v = map[string]any{"tags": v}
			}
			got[p.Name] = v
		}
	}
	return got
}

func TestZeno(t *testing.T) {
	t.Parallel()
	scripted := vmSpec()
	scripted.Access.InitScript = provider.NewSecret(planted)
	scripted.Storage.DataDisks = []provider.Disk{{SizeGB: 20, Category: "SSD", Count: 2}}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), scripted} {
		s := source(t, spec)
		calls, _ := run(t, "zeno", write(t, export.Zeno, s))
		if len(calls) != 1 || calls[0][1] != "create-instances" {
			t.Fatalf("zeno is called as %q", calls)
		}
		got := filled(flags(t, s, calls[0]), map[string]string{"password": password, "initScript": initScript})
		want := body(t, s, spec)
		for name, value := range want { // it cannot send what is the default anyway
			if text, err := json.Marshal(value); err == nil && value == false && s.Product.Tools.Defaults[name] == string(text) {
				delete(want, name)
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("zeno of %s sends\n%v, want\n%v", spec.Product, got, want)
		}
	}
}

func TestFlagNames(t *testing.T) {
	t.Parallel()
	s := source(t, func() provider.Spec {
		spec := vmSpec()
		spec.Passthrough, spec.Network.CIDRBlock, spec.Network.CIDRStart = new(true), "cidr-1", "203.0.113.1"
		spec.Network.IPv4, spec.Storage.Preallocate = new(true), new(true)
		return spec
	}())
	text := write(t, export.Zeno, s)
	for _, want := range []string{
		"--zone-id=SEL-A", "--enable-ipv4=true", "--cpu-pass-through=true", "--start-cidr-ipv4=203.0.113.1",
		"--cidr-block-id=cidr-1",
		"--disk-pre-allocated=true", "--internet-max-bandwidth-out=10",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("zeno is called with\n%s\nwhich lacks %s", text, want)
		}
	}
}

func TestTCCLI(t *testing.T) {
	t.Parallel()
	s := source(t, edgeSpec())
	calls, inputs := run(t, "tccli", write(t, export.TCCLI, s))
	want := []string{"edgezone", "CreateInstances", "--region", "ap-singapore", "--cli-input-json"}
	if !reflect.DeepEqual(calls[0][:5], want) || !strings.HasPrefix(calls[0][5], "file:///") {
		t.Errorf("tccli is called with %q, want %q", calls[0], want)
	}
	got := filled(decode(t, inputs[0]), map[string]string{"Password": password})
	if want := body(t, s, edgeSpec()); !reflect.DeepEqual(got, want) {
		t.Errorf("tccli sends %v, want %v", got, want)
	}
}

// TestStopsAtRefusal: tools that end well although the vendor refused, that end with an error, or whose answer lists
// too few machines.
func TestStopsAtRefusal(t *testing.T) {
	t.Parallel()
	spec := edgeSpec()
	spec.Count = 101 + 100
	many := vmSpec()
	many.Count, many.Name = 250, "db[1,3]"
	for _, c := range []struct {
		name, tool, answer string
		source             export.Source
		format             export.Format
	}{
		{
			"exception", "tccli", `echo '[TencentCloudSDKException] code:ResourceInsufficient message:no requestId:1'`,
			source(t, spec), export.TCCLI,
		},
		{"error in JSON", "tccli", `echo '{"Error": {"Code": "ResourceInsufficient"}}'`, source(t, spec), export.TCCLI},
		{"exit 3", "zeno", `return 3`, source(t, many), export.Zeno},
		{"exit 3 after machines", "zeno", `echo "$ANSWER"; return 3`, source(t, many), export.Zeno},
		{"fewer machines", "zeno", `echo '{"instanceIdSet": ["a", "b"]}'`, source(t, many), export.Zeno},
		{"nothing", "zeno", `:`, source(t, many), export.Zeno},
		{"empty", "zeno", `echo '{"instanceIdSet": []}'`, source(t, many), export.Zeno},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			spy := filepath.Join(t.TempDir(), "spy")
			second := c.tool + `() { echo x >> "$SPY"; if [ "$(wc -l < "$SPY")" -eq 2 ]; then ` + c.answer +
				`; else echo "$ANSWER"; fi; }` + "\n"
			cmd := exec.CommandContext(t.Context(), programtest.Path(t, "sh"), "-c", second+write(t, c.format, c.source))
			cmd.Env = []string{
				"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(), "SPY=" + spy, "METALWRIGHT_PASSWORD=x",
				"ANSWER=" + answered(),
			}
			out, err := cmd.CombinedOutput()
			sent, _ := os.ReadFile(spy)
			if err == nil || string(sent) != "x\nx\n" || !strings.Contains(string(out), "Request 1 of") ||
				!strings.Contains(string(out), "Stopped.") {
				t.Errorf("the script ends with %v after %d requests and says\n%s", err, len(sent)/2, out)
			}
		})
	}
}
