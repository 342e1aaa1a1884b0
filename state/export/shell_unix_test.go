//go:build unix

package export_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/state/export"
)

// run runs a script in a real shell in which tool only says what it was called with and what it read, and returns that, call by call.
func run(t *testing.T, tool, script string) (calls [][]string, inputs []string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "init")
	if err := os.WriteFile(path, []byte("the script"), 0o600); err != nil {
		t.Fatal(err)
	}
	spy := tool + `() { for a do printf '%s\037' "$a"; done; case " $* " in *" @- "*) cat;; esac; printf '\036'; }` + "\n"
	cmd := exec.CommandContext(t.Context(), programtest.Path(t, "sh"), "-c", spy+script)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "METALWRIGHT_PASSWORD=the password", "METALWRIGHT_INIT_SCRIPT=" + path, "TIMESTAMP=1", "AUTHORIZATION=mine",
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, script)
	}
	for call := range strings.SplitSeq(strings.TrimSuffix(string(out), "\036"), "\036") {
		words := strings.Split(call, "\037")
		calls, inputs = append(calls, words[:len(words)-1]), append(inputs, words[len(words)-1])
		for _, w := range words {
			if file, ok := strings.CutPrefix(w, "file://"); ok {
				b, err := os.ReadFile(filepath.Join(dir, file))
				if err != nil {
					t.Fatal(err)
				}
				inputs[len(inputs)-1] = string(b)
			}
		}
	}
	return calls, inputs
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
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
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		s := source(t, spec)
		calls, inputs := run(t, "curl", write(t, export.Curl, s))
		got := filled(decode(t, inputs[0]), map[string]string{"password": "<access.password>", "Password": "<access.password>"})
		if want := body(t, s, spec); !reflect.DeepEqual(got, want) {
			t.Errorf("curl of %s sends\n%v, want\n%v", spec.Product, got, want)
		}
		words := strings.Join(calls[0], "\n")
		for _, w := range append([]string{s.Product.Endpoint + s.Product.Tools.Request.Path, "Authorization: mine", "Content-Type: application/json"}, headers(s)...) {
			if !strings.Contains(words, w) {
				t.Errorf("curl of %s is called with\n%s\nwhich lacks %s", spec.Product, words, w)
			}
		}
	}
}

func headers(s export.Source) []string {
	var out []string
	for _, h := range s.Product.Tools.Request.Headers {
		out = append(out, strings.NewReplacer("{time}", "1", "{region}", "ap-singapore", "{version}", s.Product.Versions[0]).Replace(h))
	}
	return out
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
	for _, w := range call[2:] {
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
		got := filled(flags(t, s, calls[0]), map[string]string{"password": "the password", "initScript": "the script"})
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
		"--zone-id=SEL-A", "--enable-ipv4=true", "--cpu-pass-through=true", "--start-cidr-ipv4=203.0.113.1", "--cidr-block-id=cidr-1",
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
	script := write(t, export.TCCLI, s)
	calls, inputs := run(t, "tccli", strings.ReplaceAll(script, `"<access.password>"`, `"the password"`))
	want := []string{"edgezone", "CreateInstances", "--region", "ap-singapore", "--cli-input-json", "file://create-instances-1.json"}
	if !reflect.DeepEqual(calls[0], want) {
		t.Errorf("tccli is called with %q, want %q", calls[0], want)
	}
	got := filled(decode(t, inputs[0]), map[string]string{"Password": "the password"})
	if want := body(t, s, edgeSpec()); !reflect.DeepEqual(got, want) {
		t.Errorf("tccli sends %v, want %v", got, want)
	}
	if err := exec.CommandContext(t.Context(), "sh", "-c", "cd "+t.TempDir()+"; tccli() { :; }\n"+script).Run(); err == nil {
		t.Error("the script runs with a placeholder for a password")
	}
}
