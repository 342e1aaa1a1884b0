//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// job has a program on the process's own terminal stop and go on as the shell wants: it gives the terminal back before
// it stops, and takes it and draws everything anew when it goes on, by whatever signal.
type job struct {
	signals, conts chan os.Signal
	done           chan struct{}
	ours           int // how many SIGCONT are to come that end a stop of ours, which takes the terminal again itself
	send           func(tea.Msg)
	lost           func()  // ends the program: the terminal is gone, of which SIGCONT tells, too
	out            *output // nil when it is no file
}

// goneOn says that the process goes on.
type goneOn struct{}

// control begins to listen; nil where in is not the process's own terminal. send waits for the program.
func control(in, out any, send func(tea.Msg), lost func()) *job {
	f, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) { //nolint:gosec // a descriptor fits
		return nil
	}
	j := &job{
		signals: make(chan os.Signal, 4), conts: make(chan os.Signal, 1), done: make(chan struct{}), send: send,
		lost: lost,
	}
	j.out, _ = out.(*output)
	signal.Notify(j.signals, syscall.SIGTSTP, syscall.SIGCONT)
	signal.Notify(j.conts, syscall.SIGCONT)
	go func() {
		for {
			select {
			case s := <-j.signals:
				if s == syscall.SIGTSTP {
					send(tea.SuspendMsg{})
				} else {
					send(goneOn{})
				}
			case <-j.done:
				return
			}
		}
	}()
	return j
}

// filter does what a message about stopping asks for, in the program's loop, and returns what the program is told.
func (j *job) filter(p *tea.Program, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.SuspendMsg:
		if j == nil || !controlled() {
			return nil
		}
		return j.stop(p)
	case goneOn:
		if j.ours > 0 {
			j.ours--
			return nil
		}
		if p.ReleaseTerminal() != nil {
			j.lost()
			return nil
		}
		return j.restore(p)
	}
	return msg
}

// stop gives the terminal back and stops the process and those in its group. SIGSTOP does it: Go keeps its handler for
// a signal that it was told to catch once, so that SIGTSTP stops nothing any more.
func (j *job) stop(p *tea.Program) tea.Msg {
	if p.ReleaseTerminal() != nil {
		return nil
	}
	select {
	case <-j.conts: // of before
	default:
	}
	j.ours++
	if syscall.Kill(0, syscall.SIGSTOP) == nil {
		<-j.conts
	}
	return j.restore(p)
}

// drawn is how long the first frame may take, of which there are sixty a second.
const drawn = 250 * time.Millisecond

// restore takes the terminal again. The renderer that was stopped stops the clock of the one that is started now when
// it comes to that late (bubbletea 2.0.10, startRenderer): then no frame is ever drawn, and all is done once more.
func (j *job) restore(p *tea.Program) tea.Msg {
	before := int64(0)
	if j.out != nil {
		before = j.out.writes.Load()
	}
	if p.RestoreTerminal() != nil {
		j.lost()
		return nil
	}
	if j.out != nil {
		time.AfterFunc(drawn, func() {
			if j.out.writes.Load() == before {
				j.send(goneOn{})
			}
		})
	}
	return tea.ResumeMsg{}
}

// controlled reports whether there is a shell to go on from: the leader of the session is in another group. Without
// one, as under xterm -e, nobody could wake the process.
func controlled() bool {
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	group, err := unix.Getpgid(session)
	return err == nil && group != unix.Getpgrp()
}

func (j *job) close() {
	if j == nil {
		return
	}
	signal.Stop(j.signals)
	signal.Stop(j.conts)
	close(j.done)
}
