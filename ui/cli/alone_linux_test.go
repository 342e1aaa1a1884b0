package cli_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestSimulatedStaysHere orders at the simulated cloud with every connection of the process in view: none leaves the
// machine, be it to a vendor or to someone who knows names.
func TestSimulatedStaysHere(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	settings := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(settings,
		[]byte("notify: {webhook: {url: https://192.0.2.7/hook}}\nendpoints: {zenlayer-bmc: https://192.0.2.8}\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	to := traced(t, "apply", c.file, "--yes", "--sim", "--state", c.state, "--speed", "2000", "--config", settings)
	bought(t, ledger(t, c.state), 1, 1)
	if len(to) == 0 {
		t.Error("the program made no connection at all, want those to the simulated cloud: nobody has looked")
	}
	if a, ok := away(to); ok {
		t.Errorf("the program sent something to %v, want loopback alone", a)
	}
}

// TestSimulatedNoticesLeave sends a notice of a simulated order to whom the command line names. Nothing else leaves.
func TestSimulatedNoticesLeave(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	to := traced(t, "apply", c.file, "--yes", "--sim", "--state", c.state, "--speed", "2000", "--notify",
		"https://192.0.2.7:4430/hook")
	if a, ok := away(to); !ok || a.Addr().Unmap().String() != "192.0.2.2" && a.String() != "192.0.2.7:4430" {
		t.Errorf("the program sent something to %v, %v, want the webhook or its proxy alone", a, to)
	}
}

// TestConnectionsAreSeen is the proof that a connection that leaves the machine is seen. The address is nobody's (RFC
// 5737).
func TestConnectionsAreSeen(t *testing.T) {
	t.Parallel()
	const nobody = "https://192.0.2.1"
	to := traced(t, "doctor", "--state", t.TempDir(), "--endpoint", "zenlayer-bmc="+nobody, "--endpoint",
		"zenlayer-vm="+nobody)
	if _, ok := away(to); !ok {
		t.Errorf("the program sent something to %v, want %s among them", to, nobody)
	}
}

// away is the first address that is not this machine's loopback.
func away(to []netip.AddrPort) (netip.AddrPort, bool) {
	for _, a := range to {
		if !a.Addr().Unmap().IsLoopback() {
			return a, true
		}
	}
	return netip.AddrPort{}, false
}

// traced runs the program, stops it at every system call, and returns the internet addresses that it connects or sends
// to. It ends the program at the first one that is away.
func traced(t *testing.T, args ...string) []netip.AddrPort {
	t.Helper()
	runtime.LockOSThread() // the thread that starts the program is the one that may trace it
	defer runtime.UnlockOSThread()
	var out bytes.Buffer
	c := exec.CommandContext(t.Context(), Runtime, args...)
	c.Env = []string{
		"HOME=" + t.TempDir(), "ZENLAYER_ACCESS_KEY_ID=SIMKEY0000000000",
		"ZENLAYER_ACCESS_KEY_SECRET=simulated-secret-buys-nothing",
		"HTTP_PROXY=http://192.0.2.2:3128", "HTTPS_PROXY=http://192.0.2.2:3128", "ALL_PROXY=socks5://192.0.2.2:1080",
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://192.0.2.3:4318",
	}
	c.Stdout, c.Stderr, c.SysProcAttr = &out, &out, &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatalf("start %v: %v", c, err)
	}
	tr := tracer{t: t, main: c.Process.Pid}
	tr.run()
	_ = c.Wait() // the tracer has seen the end
	if tr.status.ExitStatus() != 0 {
		t.Logf("%v ended with %v and said\n%s", c.Args[1:], tr.status, out.String())
	}
	return tr.to
}

// tracer sees the system calls of a program.
type tracer struct {
	t      *testing.T
	main   int // the program's process
	status unix.WaitStatus
	to     []netip.AddrPort
}

const syscallStop = unix.SIGTRAP | 0x80 // PTRACE_O_TRACESYSGOOD, ptrace(2)

// run continues until the program has ended.
func (tr *tracer) run() {
	tr.t.Helper()
	for began := false; ; {
		var ws unix.WaitStatus
		// Of the program's process group alone: this thread may have started children of other tests before.
		tid, err := unix.Wait4(-tr.main, &ws, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ECHILD):
			return
		case err != nil:
			tr.t.Fatalf("Wait4() = %v, want nil", err)
		}
		if !ws.Stopped() {
			if tid == tr.main {
				tr.status = ws
			}
			continue
		}
		if !began {
			began = true
			if err := unix.PtraceSetOptions(tid,
				unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_TRACECLONE|unix.PTRACE_O_EXITKILL); err != nil {
				tr.t.Fatalf("PtraceSetOptions() = %v, want nil", err)
			}
		}
		deliver := 0
		switch s := ws.StopSignal(); s {
		case syscallStop:
			tr.look(tid)
		case unix.SIGTRAP, unix.SIGSTOP: // of the tracing itself
		default:
			deliver = int(s)
		}
		if _, ok := away(tr.to); ok {
			_ = unix.Kill(tr.main, unix.SIGKILL)
		}
		_ = unix.PtraceSyscall(tid, deliver) // a thread that has been killed meanwhile is waited for
	}
}

// syscallInfo is struct ptrace_syscall_info of <linux/ptrace.h>, as far as the arguments of a call.
type syscallInfo struct {
	op   uint8
	_    [3]uint8
	_    uint32 // arch
	_    [2]uint64
	call uint64
	args [6]uint64
}

// look remembers the address of a call that connects or sends.
func (tr *tracer) look(tid int) {
	var i syscallInfo
	size := unsafe.Sizeof(i)
	if _, _, e := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(tid), size,
		uintptr(unsafe.Pointer(&i)), 0, 0); e != 0 { //nolint:gosec // the kernel fills it
		return // it has been killed meanwhile
	}
	if i.op != unix.PTRACE_SYSCALL_INFO_ENTRY {
		return
	}
	switch i.call {
	case unix.SYS_CONNECT:
		tr.remember(tid, i.args[1], i.args[2])
	case unix.SYS_SENDTO:
		tr.remember(tid, i.args[4], i.args[5])
	}
}

// remember reads a struct sockaddr of the program.
func (tr *tracer) remember(tid int, at, size uint64) {
	b := make([]byte, min(size, unix.SizeofSockaddrInet6))
	if at == 0 || len(b) < unix.SizeofSockaddrInet4 {
		return
	}
	if _, err := unix.PtracePeekData(tid, uintptr(at), b); err != nil {
		return // nor can the kernel read it
	}
	port := binary.BigEndian.Uint16(b[2:])
	switch family := binary.NativeEndian.Uint16(b); {
	case family == unix.AF_INET:
		tr.to = append(tr.to, netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[4:8])), port))
	case family == unix.AF_INET6 && len(b) == unix.SizeofSockaddrInet6:
		tr.to = append(tr.to, netip.AddrPortFrom(netip.AddrFrom16([16]byte(b[8:24])), port))
	}
}
