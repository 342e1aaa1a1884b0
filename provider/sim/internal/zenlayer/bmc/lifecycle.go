package bmc

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// The statuses (Zenlayer API reference, BMC InstanceStatus, read 2026-11).
const (
	pending       = "PENDING"
	creating      = "CREATING"
	installing    = "INSTALLING"
	running       = "RUNNING"
	stopping      = "STOPPING"
	stopped       = "STOPPED"
	booting       = "BOOTING"
	createFailed  = "CREATE_FAILED"
	installFailed = "INSTALL_FAILED"
	recycle       = "RECYCLE"
	absent        = ""
)

var statuses = []string{
	pending, creating, installing, running, stopping, stopped, booting, createFailed, installFailed, "RECYCLING", recycle,
}

// How long things take where nothing speeds them up. The vendor says "a few minutes" for an installation and 24 hours for the bin.
const (
	forPending    = 20 * time.Second
	forCreating   = 3 * time.Minute
	forInstalling = 4 * time.Minute
	forStopping   = 30 * time.Second
	forBooting    = 90 * time.Second
	forBin        = 24 * time.Hour
	month         = 30 * 24 * time.Hour // a billing month
)

// schedule fixes the life of machine number nth (from 1) of the order.
func (s service) schedule(o *order, m *books.Machine, nth int) {
	faults, start := o.call.Faults, o.session.At
	if f, ok := faults.Get(fault.Late); ok {
		start = start.Add(f.For)
	}
	m.Created, m.Visible = start.UnixMilli(), start.UnixMilli()
	if f, ok := faults.Machine(nth, fault.Hide); ok {
		m.Hidden, m.Visible = f.Polls, start.Add(f.For).UnixMilli()
	}
	fate, _ := faults.Machine(nth, fault.CreateFailed, fault.InstallFailed, fault.Vanish, fault.Stuck, fault.OddStatus)
	m.Timeline = s.Books.Plan(m.Serial, start, steps(fate, o.image != nil)...)
	if fate.Do == fault.OddStatus && fate.For > 0 {
		m.Timeline = s.oddFor(m, fate)
	}
	m.Wired, m.Ready = m.Timeline.Start(creating), m.Timeline.Start(running)
	if fate.Do == fault.CreateFailed || fate.Do == fault.Vanish {
		m.Wired = books.Never // it never got so far
	}
}

// steps is the way of a machine from accepted to running, or to its fate. A bare server is not installed.
func steps(fate fault.Fault, installed bool) []books.Step {
	way := []books.Step{{Status: pending, For: forPending}, {Status: creating, For: forCreating}}
	switch fate.Do {
	case fault.Stuck:
		return way[:1]
	case fault.CreateFailed:
		return append(way, books.Step{Status: createFailed})
	case fault.Vanish:
		return append(way, books.Step{Status: absent})
	case fault.OddStatus:
		return []books.Step{way[0], {Status: fate.Word}}
	case fault.InstallFailed:
		return append(way, books.Step{Status: installing, For: forInstalling}, books.Step{Status: installFailed})
	default:
		if installed {
			way = append(way, books.Step{Status: installing, For: forInstalling})
		}
		return append(way, books.Step{Status: running})
	}
}

// oddFor lets the odd status end after the fault's own time, and the usual way follow.
func (s service) oddFor(m *books.Machine, fate fault.Fault) books.Timeline {
	odd := m.Timeline
	end := books.Time(odd.Start(fate.Word)).Add(fate.For)
	rest := s.Books.Plan(m.Serial, end, steps(fault.Fault{}, true)[1:]...)
	return append(odd, rest...)
}

// expires is when a prepaid machine's term ends; the zero time for others.
func expires(m *books.Machine, d *detail) time.Time {
	if d.Period == nil {
		return time.Time{}
	}
	return books.Time(m.Created).Add(time.Duration(*d.Period) * month)
}
