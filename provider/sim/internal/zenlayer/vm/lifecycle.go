package vm

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// The statuses (Zenlayer API reference, VM InstanceStatus, read 2026-11).
const (
	pending      = "PENDING"
	deploying    = "DEPLOYING"
	running      = "RUNNING"
	stopping     = "STOPPING"
	stopped      = "STOPPED"
	booting      = "BOOTING"
	rebooting    = "REBOOT"
	createFailed = "CREATE_FAILED"
	recycling    = "RECYCLING"
	recycle      = "RECYCLE"
	releasing    = "RELEASING"
	absent       = ""
)

var statuses = []string{
	pending, deploying, "REBUILDING", running, stopping, stopped, booting, rebooting, "IMAGING", createFailed, recycling, recycle, releasing,
}

// How long things take where nothing speeds them up; the vendor publishes nothing.
const (
	forPending   = 5 * time.Second
	forDeploying = 45 * time.Second
	forStopping  = 10 * time.Second
	forBooting   = 20 * time.Second
	forRecycling = 15 * time.Second
	forReleasing = 10 * time.Second
	month        = 30 * 24 * time.Hour // a billing month
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
	m.Timeline = s.Books.Plan(m.Serial, start, steps(fate)...)
	if fate.Do == fault.OddStatus && fate.For > 0 { // it ends after the fault's own time, and the usual way follows
		end := books.Time(m.Timeline.Start(fate.Word)).Add(fate.For)
		m.Timeline = append(m.Timeline, s.Books.Plan(m.Serial, end, steps(fault.Fault{})[1:]...)...)
	}
	m.Wired, m.Ready = m.Timeline.Start(deploying), m.Timeline.Start(running)
	if fate.Do == fault.CreateFailed || fate.Do == fault.InstallFailed || fate.Do == fault.Vanish {
		m.Wired = books.Never // it never got so far
	}
}

// steps is the way of a machine from accepted to running, or to its fate. A failed machine is documented in two shapes: listed as
// CREATE_FAILED, and not listed any more. The second is the rule here, so it is what a failed installation, which has no status of its
// own, looks like, too.
func steps(fate fault.Fault) []books.Step {
	way := []books.Step{{Status: pending, For: forPending}, {Status: deploying, For: forDeploying}}
	switch fate.Do {
	case fault.Stuck:
		return way[:1]
	case fault.CreateFailed:
		return append(way, books.Step{Status: createFailed})
	case fault.Vanish, fault.InstallFailed:
		return append(way, books.Step{Status: absent})
	case fault.OddStatus:
		return []books.Step{way[0], {Status: fate.Word}}
	default:
		return append(way, books.Step{Status: running})
	}
}

// expires is when a prepaid machine's term ends; the zero time for others.
func (i *instance) expires() time.Time {
	if i.Period == nil {
		return time.Time{}
	}
	return books.Time(i.Created).Add(time.Duration(*i.Period) * month)
}
