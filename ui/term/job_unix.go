//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// job has a program on the process's own terminal stop and continue as the shell wants: it gives the terminal back
// before it stops, and takes it and draws everything anew when it continues, by whatever signal.
type job struct {
	signals, conts chan os.Signal
	done           chan struct{}
	ours           int // how many SIGCONT are to come that end a stop of ours, which takes the terminal again itself
}

// goneOn says that the process continues.
type goneOn struct{}

// control starts to listen; nil where the keys do not come from a terminal.
func control(s *stage) *job {
	if s.tty.in == nil {
		return nil
	}
	j := &job{signals: make(chan os.Signal, 4), conts: make(chan os.Signal, 1), done: make(chan struct{})}
	signal.Notify(j.signals, syscall.SIGTSTP, syscall.SIGCONT)
	signal.Notify(j.conts, syscall.SIGCONT)
	go func() {
		for {
			select {
			case sig := <-j.signals:
				if sig == syscall.SIGTSTP {
					s.program.Send(tea.SuspendMsg{})
				} else {
					s.program.Send(goneOn{})
				}
			case <-j.done:
				return
			}
		}
	}()
	return j
}

// filter does what a message about stopping asks for, in the program's loop, and returns what the program gets.
func (j *job) filter(s *stage, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.SuspendMsg:
		if j == nil || !controlled() {
			return nil
		}
		return j.stop(s)
	case goneOn:
		if j.ours > 0 {
			j.ours--
			return nil
		}
		if err := s.release(); err != nil {
			s.gone(err)
			return nil
		}
		return j.goOn(s)
	}
	return msg
}

// stop gives the terminal back and stops the process and those in its group. SIGSTOP does it: Go keeps its handler for
// a signal that it was asked to catch once, so that SIGTSTP stops nothing any more.
func (j *job) stop(s *stage) tea.Msg {
	if s.release() != nil {
		return nil
	}
	select {
	case <-j.conts: // an earlier one
	default:
	}
	j.ours++
	if syscall.Kill(0, syscall.SIGSTOP) == nil {
		<-j.conts
	}
	return j.goOn(s)
}

// goOn takes the terminal again.
func (j *job) goOn(s *stage) tea.Msg {
	if err := s.retake(); err != nil {
		s.gone(err)
		return nil
	}
	return tea.ResumeMsg{}
}

// controlled reports whether there is a shell to continue from: the leader of the session is in another group. Without
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
