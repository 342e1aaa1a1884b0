package run_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/run"
)

// TestFreeInit releases pages of the program's file, and the program continues.
func TestFreeInit(t *testing.T) {
	before := filePages(t)
	run.FreeInit()
	if after := filePages(t); after >= before {
		t.Errorf("%d kB of files are resident after it, %d kB before", after, before)
	}
}

// filePages is how much of files is resident, in kB.
func filePages(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
