package cli_test

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal/pgtest"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
)

// full has every cell run of what runs in part otherwise.
var full = flag.Bool("full", false, "spoil every command in every way")

// load has servers loaded in every way, and chaos runs of apply compared with the books.
var (
	timed = flag.Bool("timed", false, "fail when a host takes over later than it promises; needs an idle machine")
	load  = flag.Bool("load", false, "measure what someone waits for orders while others take all that a server gives")
	chaos = flag.Int("chaos", 0, "runs of apply to which everything happens, whose exit codes are compared with the books")
)

// postgres is the server of all tests here; the first one that needs it starts it.
var postgres pgtest.Server

// Runtime is the program's file: a link to the test's own, which is the program when it is started by that name.
var Runtime string

// TestMain does what main.go does when it is started as the program.
// brokenVariable makes the program panic over the planted password.
const brokenVariable = "METALWRIGHT_TEST_BROKEN"

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "metalwright" {
		os.Exit(runTests(m)) //nolint:forbidigo // a test's main exits
	}
	ctx, stop := run.Signals(context.Background())
	products := all.Products()
	if _, ok := os.LookupEnv(brokenVariable); ok {
		products = broken(func(r provider.Reader) provider.Reader { return wary{r} })
	}
	code := cli.Main(ctx, run.RealProcess(), products)
	stop()
	if testing.CoverMode() != "" { // at the end it warns on the error stream, whose reader may be gone
		signal.Ignore(syscall.SIGPIPE)
	}
	os.Exit(code) //nolint:forbidigo // as main.go does
}

func runTests(m *testing.M) int {
	debug.SetGCPercent(400) // hundreds of programs in one: there is memory enough, and little time
	dir, err := os.MkdirTemp("", "metalwright")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	Runtime = filepath.Join(dir, "metalwright")
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	if err := os.Symlink(exe, Runtime); err != nil {
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
