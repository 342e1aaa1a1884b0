package pgtest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// guard has the server end when the test program is killed. The kernel takes the end of the thread that started it for
// that, so the thread is kept for as long as the caller waits.
func guard(cmd *exec.Cmd) {
	runtime.LockOSThread()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
}
