//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
)

// naming is something that names a file, PATH in what is written here.
type naming struct {
	name  string
	args  []string
	env   map[string]string
	at    string            // where the file is, below the home directory
	files map[string]string // others that have to be there
	code  int
}

const (
	passwordOrder = "metalwright: v1\nproduct: zenlayer-bmc\nzone: SEL-A\ntype: M6C\ncount: 1\nimage: " +
		"\"1000000000000000101\"\nname: web-[1,3]\naccess: {password: 'file:PATH'}\n"
	zenoKeys = `{"default":{"access_key_id":"SIMKEY0000000000","access_key_secret":"simulated-secret-buys-nothing"}}`
)

func namings() []naming {
	serve := []string{"serve", "--sim", "--listen", "127.0.0.1:0"}
	with := func(more ...string) []string { return append(append([]string{}, serve...), more...) }
	return []naming{
		{name: "--config", args: []string{"--config", "PATH", "orders"}, code: 2},
		{name: "METALWRIGHT_CONFIG", args: []string{"orders"}, env: map[string]string{"METALWRIGHT_CONFIG": "PATH"}, code: 2},
		{name: "plan", args: []string{"--sim", "plan", "PATH"}, code: 2},
		{name: "apply", args: []string{"--sim", "apply", "PATH", "--yes"}, code: 2},
		{name: "export", args: []string{"--sim", "export", "PATH", "--to", "json"}, code: 2},
		{name: "--faults", args: []string{"--sim", "--faults", "PATH", "orders"}, code: 2},
		{
			name: "a password", args: []string{"--sim", "plan", "~/order.yaml"},
			files: map[string]string{"order.yaml": passwordOrder}, code: 2,
		},
		{name: "--authorized-keys", args: with("--authorized-keys", "PATH"), code: 2},
		{name: "--user-ca", args: with("--user-ca", "PATH"), code: 2},
		{name: "--people", args: with("--anyone", "--people", "PATH"), code: 2},
		{name: "--host-key", args: with("--anyone", "--host-key", "PATH"), code: 2},
		{
			name: "ZENLAYER_PROFILE", args: []string{"orders"}, env: map[string]string{"ZENLAYER_PROFILE": "default"},
			at: ".zenlayer/credentials.json", code: 3,
		},
		{
			name: "current_profile", args: []string{"orders"}, at: ".zenlayer/credentials.json",
			files: map[string]string{".zenlayer/config.json": `{"current_profile":"prod"}`}, code: 3,
		},
		{
			name: "the settings of zeno", args: []string{"orders"}, at: ".zenlayer/config.json",
			files: map[string]string{".zenlayer/credentials.json": zenoKeys}, code: 3,
		},
		{
			name: "TCCLI_PROFILE", args: []string{"orders"}, env: map[string]string{"TCCLI_PROFILE": "prod"},
			at:    ".tccli/prod.credential",
			files: map[string]string{".tccli/default.credential": `{"secretId":"a","secretKey":"b"}`}, code: 3,
		},
		{
			name: "TENCENTCLOUD_CREDENTIALS_FILE", args: []string{"orders"},
			env:   map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "PATH"},
			files: map[string]string{".tencentcloud/credentials": "[default]\nsecret_id=a\nsecret_key=b\n"}, code: 3,
		},
	}
}

// TestNamedFiles names files that are not as they should be. Each is said by its name, nothing is waited for, and
// nothing else is taken in its place.
func TestNamedFiles(t *testing.T) {
	t.Parallel()
	for _, n := range namings() {
		for state, make := range map[string]func(path string) error{
			"missing":    func(string) error { return nil },
			"dangling":   func(path string) error { return os.Symlink("nowhere", path) },
			"directory":  func(path string) error { return os.Mkdir(path, 0o700) },
			"named pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
			"device":     func(path string) error { return os.Symlink("/dev/zero", path) },
			"empty":      func(path string) error { return os.WriteFile(path, nil, 0o600) },
			"wrong":      func(path string) error { return os.WriteFile(path, []byte("]: {\n"), 0o600) },
			"UTF-16":     func(path string) error { return os.WriteFile(path, []byte("\xff\xfea\x00:\x00"), 0o600) },
			"huge":       func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("# x\n"), 2<<20), 0o600) },
		} {
			if n.name == "the settings of zeno" && state == "missing" || n.name == "a password" && state == "wrong" {
				continue // it need not be there; any line may be a password
			}
			t.Run(n.name+"/"+state, func(t *testing.T) {
				t.Parallel()
				p, path := n.process(t)
				if err := make(path); err != nil {
					t.Fatal(err)
				}
				var out, errs bytes.Buffer
				p.Out, p.Err = &out, &errs
				code := cli.Main(t.Context(), p, all.Products())
				said := errs.String()
				shown := filepath.Base(path)
				if n.at != "" && state == "missing" && strings.HasPrefix(n.at, ".tccli") {
					shown = "prod" // the entry that is not there
				}
				if code != n.code || !strings.Contains(said, shown) || out.Len() > 0 {
					t.Errorf("ended with %d, said %q and printed %q, want %d and %s", code, said, out.String(), n.code, shown)
				}
				if strings.Contains(said, "cli.") || strings.Contains(said, "config.") &&
					!strings.Contains(said, "config.json") || strings.Contains(said, "textfile.") {
					t.Errorf("said %q, want sentences", said)
				}
			})
		}
	}
}

// process is a run that names the file, which is not there yet.
func (n naming) process(t *testing.T) (run.Process, string) {
	t.Helper()
	env := map[string]string{}
	p := process(t, time.Now, env)
	path := filepath.Join(p.Home, "named-file")
	if n.at != "" {
		path = filepath.Join(p.Home, filepath.FromSlash(n.at))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range n.files {
		to := filepath.Join(p.Home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(strings.ReplaceAll(text, "PATH", path)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range n.env {
		env[name] = strings.ReplaceAll(text, "PATH", path)
	}
	p.In = strings.NewReader("")
	p.Args = []string{"--state", filepath.Join(t.TempDir(), "st")}
	for _, a := range n.args {
		p.Args = append(p.Args, strings.ReplaceAll(a, "PATH", path))
	}
	return p, path
}

// TestNamedMarks: an editor of Windows has put a byte-order mark before each file.
func TestNamedMarks(t *testing.T) {
	t.Parallel()
	const order = "metalwright: v1\nproduct: zenlayer-bmc\nzone: SEL-A\ntype: M6C\ncount: 1\nname: web-[1,3]\n"
	for _, c := range []struct {
		naming
		text string
	}{
		{naming{name: "config", args: []string{"--config", "PATH", "--sim", "orders"}}, "lang: en\n"},
		{naming{name: "plan", args: []string{"--sim", "plan", "PATH"}}, order},
		{naming{name: "standard input", args: []string{"--sim", "plan", "-"}}, order},
		{naming{name: "faults", args: []string{"--sim", "--faults", "PATH", "orders"}}, "- {do: latency, for: 1ms}\n"},
		{naming{
			name: "a password", args: []string{"--sim", "plan", "~/order.yaml"},
			files: map[string]string{"order.yaml": strings.Replace(passwordOrder, "\"1000000000000000101\"",
				"5ace1756-2230-4d1d-8fc6-84f1897ef397", 1)},
		}, "Passw0rd-Passw0\n"},
		{naming{name: "zeno", args: []string{"orders"}, at: ".zenlayer/credentials.json"}, zenoKeys},
		{naming{
			name: "zeno's settings", args: []string{"config", "explain"}, at: ".zenlayer/config.json",
			files: map[string]string{
				".zenlayer/credentials.json": `{"prod":{"access_key_id":"a","access_key_secret":"b"}}`,
			},
		}, `{"current_profile":"prod"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, path := c.process(t)
			if err := os.WriteFile(path, []byte("\ufeff"+c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			p.In = strings.NewReader("\ufeff" + c.text)
			var errs bytes.Buffer
			p.Err = &errs
			if code := cli.Main(t.Context(), p, all.Products()); code != 0 {
				t.Errorf("ended with %d: %s", code, errs.String())
			}
		})
	}
}

// TestNamedProfile names profiles of the configuration file, and settings, that are certainly a mistake.
func TestNamedProfile(t *testing.T) {
	t.Parallel()
	const profiles = "profiles:\n  lab: {label: lab}\n  prod: {products: {zenlayer-bmc: {source: env, key_id_env: " +
		"MY_ID, secret_env: MY_SECRET}}}\n" +
		"  ring: {products: {zenlayer-bmc: {source: keyring}}}\n  plain: {sim: true}\n  rel: {sim: true, state: " +
		"here}\n  hook: {sim: true}\n"
	for _, c := range []struct {
		args []string
		env  map[string]string
		code int
		says string
	}{
		{[]string{"-p", "porduct", "orders"}, nil, 2, "No such profile: porduct; there are: lab, prod"},
		{[]string{"orders"}, map[string]string{"METALWRIGHT_PROFILE": "prod "}, 2, "No such profile"},
		{[]string{"-p", "", "orders"}, nil, 2, "--profile: the value is empty"},
		{[]string{"--config", "", "orders"}, nil, 2, "--config: the value is empty"},
		{[]string{"--sim", "apply", "x", "--password-out", ""}, nil, 2, "--password-out: the value is empty"},
		{[]string{"-p", "lab", "orders"}, nil, 3, "The profile lab has credentials for no product"},
		{[]string{"-p", "prod", "orders"}, nil, 3, "MY_ID does not exist, but prod names it"},
		{[]string{"-p", "prod", "orders"}, map[string]string{"MY_ID": "a"}, 3, "Half of a credential is missing: MY_SECRET"},
		{
			[]string{"-p", "prod", "orders"},
			map[string]string{"MY_ID": "a", "MY_SECRET": "b\r"},
			3,
			"MY_SECRET contains a space, a line break",
		},
		{[]string{"-p", "ring", "orders"}, nil, 3, "keyring"},
		{[]string{"-p", "plain", "orders"}, nil, 0, ""},
		{[]string{"-p", "rel", "orders"}, nil, 2, "here is a relative path"},
		{[]string{"orders"}, map[string]string{
			"ZENLAYERCLOUD_ACCESS_KEY_ID":       "a\r",
			"ZENLAYERCLOUD_ACCESS_KEY_PASSWORD": "b",
		}, 3, "ZENLAYERCLOUD_ACCESS_KEY_ID contains a space, a line break"},
		{[]string{"orders"}, map[string]string{"TENCENTCLOUD_SECRET_ID": "a"}, 3, "TENCENTCLOUD_SECRET_KEY"},
		{[]string{"orders"}, map[string]string{"ZENLAYER_TOKEN": "a"}, 3, "ZENLAYER_TOKEN"},
		{
			[]string{"--sim", "orders"},
			map[string]string{"METALWRIGHT_STATE": `"postgres://u@db/x"`},
			2,
			"METALWRIGHT_STATE: the value contains quotes",
		},
		{[]string{"--sim", "orders"}, map[string]string{"METALWRIGHT_STATE": "$HOME/st"}, 2, "was not expanded"},
		{[]string{"--sim", "orders"}, map[string]string{"METALWRIGHT_STATE": "~/st"}, 0, ""},
		{
			[]string{"--sim", "orders"},
			map[string]string{"METALWRIGHT_STATE": "host=db dbname=x"},
			2,
			"database keywords",
		},
		{
			[]string{"--sim", "orders"},
			map[string]string{"XDG_STATE_HOME": "state"},
			2,
			"XDG_STATE_HOME: state is a relative path",
		},
		{
			[]string{"--sim", "orders"},
			map[string]string{"XDG_CONFIG_HOME": "conf"},
			2,
			"XDG_CONFIG_HOME: conf is a relative path",
		},
		{[]string{"--sim", "--log-file", "'x'", "orders"}, nil, 2, "--log-file: the value 'x' contains quotes"},
		{[]string{"--sim", "orders"}, map[string]string{"METALWRIGHT_LOG_FILE": "$X/log"}, 2, "METALWRIGHT_LOG_FILE"},
		{
			[]string{"--sim", "plan", "x", "--out", "~bob/x"},
			nil, 2,
			"--out: ~bob/x begins with the home directory of another user",
		},
		{[]string{"--sim", "apply", "x", "--wait-timeout", "-5s"}, nil, 2, "-5s is too small; use 0s or more"},
		{[]string{"--sim", "orders", "watch", "x", "--wait-timeout=-1ns"}, nil, 2, "--wait-timeout"},
		{[]string{"--sim", "orders", "release", "x", "--wait-timeout=-1h"}, nil, 2, "--wait-timeout"},
		{[]string{"--sim", "plan", "x", "--expires", "0s"}, nil, 2, "--expires"},
		{[]string{"--sim", "--speed", "0", "orders"}, nil, 2, "--speed: 0 must be above 0"},
		{[]string{"--sim", "--speed", "NaN", "orders"}, nil, 2, "--speed"},
		{[]string{"--sim", "--speed", "+Inf", "orders"}, nil, 2, "--speed"},
		{[]string{"--sim", "--speed=-1", "orders"}, nil, 2, "--speed"},
		{[]string{"serve", "--sim", "--anyone", "--idle", "-1s"}, nil, 2, "--idle"},
		{[]string{"serve", "--sim", "--anyone", "--grace", "0"}, nil, 2, "--grace"},
		{[]string{"serve", "--sim", "--anyone", "--max-per-user", "0"}, nil, 2, "0 is too small; use 1 or more"},
		{[]string{"serve", "--sim", "--anyone", "--max-rate", "0"}, nil, 2, "--max-rate"},
		{[]string{"serve", "--sim", "--anyone", "--people", ""}, nil, 2, "--people: the value is empty"},
	} {
		t.Run(fmt.Sprint(c.args, c.env), func(t *testing.T) {
			t.Parallel()
			var errs bytes.Buffer
			env := map[string]string{}
			p := process(t, time.Now, env)
			if _, ok := c.env["XDG_CONFIG_HOME"]; !ok {
				env["METALWRIGHT_CONFIG"] = filepath.Join(p.Home, "c.yaml")
			}
			maps.Copy(env, c.env)
			if err := os.WriteFile(filepath.Join(p.Home, "c.yaml"), []byte(profiles), 0o600); err != nil {
				t.Fatal(err)
			}
			p.Args, p.Err, p.In, p.Out = c.args, &errs, strings.NewReader(""), io.Discard
			if code := cli.Main(t.Context(), p, all.Products()); code != c.code || !strings.Contains(errs.String(), c.says) {
				t.Errorf("ended with %d: %s\nwant %d, %s", code, errs.String(), c.code, c.says)
			}
			if left, err := filepath.Glob(`*"*`); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v, want nothing", left, err)
			}
		})
	}
}

// TestNamedProfileElsewhere names a profile that a vendor's file does not have: no other one is taken, and nothing is
// ordered, not even on the simulated cloud.
func TestNamedProfileElsewhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, product, file, text string
	}{
		{"ZENLAYER_PROFILE", "zenlayer-bmc", ".zenlayer/credentials.json", zenoKeys},
		{"ZENLAYER_PROFILE", "zenlayer-vm", ".zenlayer/credentials.json", zenoKeys},
		{"TCCLI_PROFILE", "tencent-edgezone", ".tccli/default.credential", `{"secretId":"a","secretKey":"b"}`},
	} {
		t.Run(c.product, func(t *testing.T) {
			t.Parallel()
			state := filepath.Join(t.TempDir(), "state")
			p := process(t, time.Now, map[string]string{c.name: "prdo", "METALWRIGHT_STATE": state})
			if err := os.MkdirAll(filepath.Dir(filepath.Join(p.Home, c.file)), 0o700); err != nil {
				t.Fatal(err)
			}
			save(t, filepath.Join(p.Home, c.file), c.text)
			var errs bytes.Buffer
			p.Args, p.Err, p.In = []string{"apply", "-", "--yes"}, &errs, strings.NewReader(small(provider.ProductID(c.product)))
			if code := cli.Main(t.Context(), p, all.Products()); code != 3 || !strings.Contains(errs.String(), "prdo") ||
				!strings.Contains(errs.String(), "default") {
				t.Errorf("ended with %d: %s\nwant 3, the profile that is named, and the one that there is", code, errs.String())
			}
			for _, name := range []string{"journal.db", "simulated"} {
				if _, err := os.Stat(filepath.Join(state, name)); err == nil {
					t.Errorf("%s is there: something was opened", name)
				}
			}
		})
	}
}

// TestRelativeHome: what is below the home directory would depend on where the program is started.
func TestRelativeHome(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	p := process(t, time.Now, nil)
	p.Args, p.Home, p.Err = []string{"--sim", "orders"}, "home", &errs
	if code := cli.Main(t.Context(), p, all.Products()); code != 2 || !strings.Contains(errs.String(), "HOME") {
		t.Errorf("ended with %d: %s, want 2", code, errs.String())
	}
}
