package cli_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// postgres is the server of all tests here; the first one that needs it starts it.
var postgres pgtest.Server

// program is the program's file, built once for all tests of the package.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) } //nolint:forbidigo // a test's main exits

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "metalwright")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program = filepath.Join(dir, "metalwright")
	build := exec.Command("go", "build", "-o", program, "../..") //nolint:noctx // it takes what it takes
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	flag.Parse()
	if !slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(a, "-test.parallel") }) {
		if err := flag.Set("test.parallel", "8"); err != nil { // they wait for screens and clocks more than they compute
			panic(err)
		}
	}
	code := m.Run()
	if err := postgres.Stop(); err != nil {
		panic(err)
	}
	return code
}
