package export_test

import (
	"context"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// goBodies are the requests in a program, without their secrets.
func goBodies(t *testing.T, _ export.Source, text string) []map[string]any {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var out []map[string]any
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(l.Value, "`{") {
			body, _ := strconv.Unquote(l.Value)
			out = append(out, decode(t, body))
		}
		return true
	})
	return out
}

func TestGo(t *testing.T) {
	t.Parallel()
	many := vmSpec()
	many.Count, many.Name = 250, "db[1,3]"
	many.Tags = []provider.Tag{{Key: "a`b", Value: "$x"}}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec(), many} {
		s := source(t, spec)
		text := write(t, export.Go, s)
		got, want := goBodies(t, s, text), body(t, s, s.Reader.Part(spec, 0, min(spec.Count, 100)))
		delete(want, "password")
		delete(want, "Password")
		if len(got) != (spec.Count+99)/100 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("go of %s sends %d requests, first\n%v, want\n%v", spec.Product, len(got), got[0], want)
		}
	}
}

var fetch = flag.Bool("sdk", false, "fetch the vendors' SDKs, and compile what is exported for them")

// TestGoCompiles compiles the programs with the vendors' modules, where they can be fetched.
func TestGoCompiles(t *testing.T) {
	t.Parallel()
	if !*fetch {
		t.Skip("skipped: -sdk fetches the modules")
	}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		for _, version := range source(t, spec).Product.Versions {
			t.Run(string(spec.Product)+" "+version, func(t *testing.T) {
				t.Parallel()
				spec := spec
				if version == "A" {
					spec.Access = provider.Access{}
				}
				dir := t.TempDir()
				for name, text := range map[string]string{
					"main.go": write(t, export.Go, at(t, spec, version)),
					"go.mod":  "module buy\n\ngo 1.24\n",
				} {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				for _, args := range [][]string{{"mod", "tidy"}, {"vet", "."}} {
					cmd := exec.CommandContext(ctx, "go", args...)
					cmd.Dir, cmd.WaitDelay = dir, time.Second
					cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
					out, err := cmd.CombinedOutput()
					switch {
					case err != nil && args[0] == "mod":
						t.Skipf("skipped: the module cannot be fetched: %v", err)
					case err != nil:
						t.Errorf("go vet = %v\n%s", err, out)
					}
				}
			})
		}
	}
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}
