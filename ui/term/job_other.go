//go:build !unix

package term

import tea "charm.land/bubbletea/v2"

// job is nothing where a shell cannot stop a program.
type job struct{}

func control(*stage) *job { return nil }

func (j *job) filter(_ *stage, msg tea.Msg) tea.Msg { return msg }

func (j *job) close() {}
