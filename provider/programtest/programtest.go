// Package programtest finds the programs and files that tests need beside Go, such as an SSH client or a shell. A test
// whose part is missing is skipped, so that the suite passes on a machine with Go alone; in CI it fails, so that
// nothing is skipped unseen.
package programtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Path returns the path of the program: name itself where it has a slash, otherwise the first one in PATH. The test is
// skipped where it is missing, and fails with the variable CI set.
func Path(tb testing.TB, name string) string {
	tb.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(tb, err)
	}
	return path
}

// File is [Path] of a file that is no program: where a pattern of [filepath.Glob] matches several, the first one.
func File(tb testing.TB, pattern string) string {
	tb.Helper()
	found, err := filepath.Glob(pattern)
	switch {
	case err != nil:
		tb.Fatal(err)
	case len(found) == 0:
		missing(tb, &os.PathError{Op: "glob", Path: pattern, Err: os.ErrNotExist})
	}
	return found[0]
}

// Missing skips the test because of err, or fails it in CI.
func Missing(tb testing.TB, err error) {
	tb.Helper()
	missing(tb, err)
}

func missing(tb testing.TB, err error) {
	tb.Helper()
	if os.Getenv("CI") != "" { //nolint:forbidigo // of a test
		tb.Fatalf("%v: CI needs it", err)
	}
	tb.Skipf("skipped: %v", err)
}
