package order

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The child marks its passing of a point by a system call that has no effect, with this argument and the point's
// number.
const (
	markWho    = 1 << 20
	markCall   = unix.SYS_GETPRIORITY
	traceInfo  = 0x420e // PTRACE_GET_SYSCALL_INFO (ptrace(2))
	entryStop  = 1      // PTRACE_SYSCALL_INFO_ENTRY
	syscallBit = 0x80   // of the signal of a stop at a system call, with PTRACE_O_TRACESYSGOOD
)

// marks are the points between which the disk is to be reached.
func marks() []string {
	return []string{"before intent", "after intent", "before sent", "after sent", "after answer", "after outcome"}
}

// TestEveryWriteReachesTheDisk counts, with the kernel's tracing of system calls, how often a program that places an
// order flushes files to disk between its write points.
func TestEveryWriteReachesTheDisk(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	order := v.bmc(t, nil).confirmed(t, 1)
	l := v.life("tracer", t.TempDir(), order)
	out, err := l.command(t).CombinedOutput()
	if err != nil {
		t.Fatalf("tracer: %v\n%s", err, out)
	}
	var seen []string // points, and "flush"
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatalf("the tracer said %q: %v", out, err)
	}
	for n, w := range []string{"W1", "W2", "W3"} {
		from, to := slices.Index(seen, marks()[2*n]), slices.Index(seen, marks()[2*n+1])
		if from < 0 || to < from || !slices.Contains(seen[from:to], "flush") {
			t.Errorf("system calls of %s = %s, want a flush between %q and %q", w, strings.Join(seen, ", "),
				marks()[2*n], marks()[2*n+1])
		}
	}
}

// write places the order, and marks the points.
func write(l life) error {
	ctx, clk := context.Background(), newClock(start)
	s, store, err := l.service(ctx, Options{
		Now: clk.now, After: clk.after, Limits: Limits{Request: l.Request},
		Point: func(name string) {
			if n := slices.Index(marks(), name); n >= 0 {
				_, _, _ = unix.RawSyscall(markCall, markWho, uintptr(n), 0)
			}
		},
	})
	if err != nil {
		return err
	}
	if _, err := place(ctx, s.As("ann"), l.confirmed()); err != nil {
		return err
	}
	s.running.sending.Wait()
	return store.Close()
}

// trace runs a writer and prints which points it passed, and when it flushed. It is a process of its own, because it
// waits for every child of its process.
func trace(l life) error {
	runtime.LockOSThread() // the kernel knows one thread as the tracer
	l.Kind = "writer"
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), exe)
	cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	seen, err := follow(cmd.Process.Pid)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

// follow lets the process run from one system call to the next, until it ends.
func follow(pid int) ([]string, error) {
	var (
		status unix.WaitStatus
		seen   []string
	)
	if _, err := unix.Wait4(pid, &status, 0, nil); err != nil { // it stops before its first instruction
		return nil, err
	}
	const options = unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_EXITKILL
	if err := unix.PtraceSetOptions(pid, options); err != nil {
		return nil, err
	}
	for thread, signal := pid, 0; ; {
		if err := unix.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, unix.ESRCH) {
			return nil, err
		}
		for {
			var err error
			thread, err = unix.Wait4(-1, &status, unix.WALL, nil)
			if err != nil {
				return nil, err
			}
			if !status.Exited() && !status.Signaled() {
				break
			}
			if thread != pid {
				continue
			}
			if status.ExitStatus() != 0 {
				return nil, fmt.Errorf("the writer ended with %#x", status)
			}
			return seen, nil
		}
		signal = 0
		switch stop := status.StopSignal(); {
		case stop == unix.SIGTRAP|syscallBit:
			if what := entered(thread); what != "" {
				seen = append(seen, what)
			}
		case stop != unix.SIGTRAP && stop != unix.SIGSTOP: // its own signals it gets
			signal = int(stop)
		}
	}
}

// entered names the system call that the thread is about to make; "" for calls that do not matter.
func entered(thread int) string {
	var info struct { // struct ptrace_syscall_info (ptrace(2))
		op     uint8
		_      [7]uint8
		ip, sp uint64
		number uint64
		args   [6]uint64
		_      [64]uint8
	}
	_, _, failed := unix.RawSyscall6(unix.SYS_PTRACE, traceInfo, uintptr(thread), unsafe.Sizeof(info),
		uintptr(unsafe.Pointer(&info)), 0, 0)
	switch {
	case failed != 0 || info.op != entryStop:
		return ""
	case info.number == unix.SYS_FSYNC || info.number == unix.SYS_FDATASYNC:
		return "flush"
	case info.number == markCall && info.args[0] == markWho && info.args[1] < uint64(len(marks())):
		return marks()[info.args[1]]
	}
	return ""
}
