package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/tour"
)

// TestConfined: what runs in a tour stays in its directory, however a place outside of it is named, and reaches nobody.
func TestConfined(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	secret := filepath.Join(out, "secret.sh")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret, "#!/bin/sh\necho Marker-outside\n")
	p := process(t, time.Now, map[string]string{"METALWRIGHT_SIM": "true"})
	p.Dir, p.Confined = p.Home, true
	if err := os.Symlink(out, filepath.Join(p.Dir, "link")); err != nil {
		t.Fatal(err)
	}
	order := orderFile("a", 1) + "image: 5ace1756-2230-4d1d-8fc6-84f1897ef397\naccess: {init_script: 'file:"
	write(filepath.Join(p.Dir, "order.yaml"), order+secret+"'}\n")
	write(filepath.Join(p.Dir, "linked.yaml"), order+"link/secret.sh'}\n")
	write(filepath.Join(p.Dir, "logs.yaml"), "log_file: "+filepath.Join(out, "log")+"\n")
	write(filepath.Join(p.Dir, "templates.yaml"), "templates: "+out+"\n")
	const outside, network = "outside the tour's directory", "needs the network"
	for line, want := range map[string]string{
		"--log-file OUT/log orders":                    outside,
		"--log-file ../log orders":                     outside,
		"--log-file link/log orders":                   outside,
		"--record OUT/cast orders":                     outside,
		"--record link/cast orders":                    outside,
		"--state OUT/state orders":                     outside,
		"--state link orders":                          outside,
		"--state postgres://db.example.com/m orders":   network,
		"--config OUT/secret.sh orders":                outside,
		"--config OUT/new/config.yaml config init":     outside,
		"--config ../new/config.yaml config init":      outside,
		"--config logs.yaml orders":                    outside,
		"--config templates.yaml orders":               outside,
		"--faults OUT/secret.sh orders":                outside,
		"plan OUT/secret.sh":                           outside,
		"plan order.yaml":                              outside,
		"plan linked.yaml":                             outside,
		"apply order.yaml --yes --notify https://x.yz": network,
		"demo OUT/secret.sh":                           outside,
		"demo first-order --render OUT/x.svg":          outside,
		"audit play OUT/secret.sh":                     outside,
		"serve --listen 127.0.0.1:0 --anyone --sim":    network,
		"sim --listen 127.0.0.1:0":                     network,
		"doctor":                                       network,
	} {
		var said bytes.Buffer
		p.Args, p.Out, p.Err = strings.Fields(strings.ReplaceAll(line, "OUT", out)), &said, &said
		p.Terminal = strings.HasPrefix(line, "audit")
		if code := cli.Main(t.Context(), p, all.Products()); code != report.ExitUsage ||
			!strings.Contains(said.String(), want) || strings.Contains(said.String(), "Marker") {
			t.Errorf("%s ends with %d and says\n%swant %q", line, code, said.String(), want)
		}
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != 1 {
		t.Errorf("outside is %v, %v, want nothing new", left, err)
	}
}

// TestDirectory: relative paths of files are in the process's directory.
func TestDirectory(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, map[string]string{"METALWRIGHT_SIM": "true"})
	for _, args := range [][]string{
		{"--config", "own.yaml", "config", "init"},
		{"--config", "own.yaml", "--state", "own", "--log-file", "own.log", "orders"},
	} {
		var said bytes.Buffer
		p.Args, p.Out, p.Err = args, &said, &said
		if code := cli.Main(t.Context(), p, all.Products()); code != 0 {
			t.Fatalf("%v ends with %d: %s", args, code, said.String())
		}
	}
	for _, name := range []string{"own.yaml", "own", "own.log"} {
		if _, err := os.Stat(filepath.Join(p.Dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestTourConfined: the prompt of a tour runs the program confined, and shows no file of anybody else's.
func TestTourConfined(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	x, err := tourfile.Decode([]byte("tour: v1\ntitle: x\nsize: {columns: 200, rows: 24}\nsteps:\n"+
		"  - {type: metalwright --log-file "+out+"/log orders, press: enter, wait: is outside the tour}\n"+
		"  - {type: clear, press: enter}\n"+
		"  - {type: cat /etc/passwd, press: enter, wait: 'cat: /etc/passwd: no such file'}\n"), "x")
	if err != nil {
		t.Fatal(err)
	}
	see := func(tour.Scene) error { return nil }
	if err := tour.Rehearse(t.Context(), x, cli.TourOptions(all.Products(), tx), 0, see); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
		t.Errorf("outside is %v, %v, want nothing", left, err)
	}
}
