//go:build !unix

package term

import tea "charm.land/bubbletea/v2"

// job is nothing where a shell cannot stop a program.
type job struct{}

func control(any, any, func(tea.Msg), func()) *job { return nil }

func (j *job) filter(_ *tea.Program, msg tea.Msg) tea.Msg { return msg }

func (j *job) close() {}
