package board

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/uitest"
)

// coming is an order of three machines on their way, and what happened to them.
func coming() (order.View, order.History) {
	v := view("zenlayer-bmc", 3)
	v.Created = noon.Add(-12 * time.Minute)
	h := order.History{Stages: map[provider.InstanceID][]order.Stage{}}
	steps := []order.Stage{
		{At: noon.Add(-11 * time.Minute), Status: provider.StatusPending, VendorStatus: "PENDING"},
		{At: noon.Add(-10 * time.Minute), Status: provider.StatusCreating, VendorStatus: "CREATING"},
		{At: noon.Add(-6 * time.Minute), Status: provider.StatusCreating, VendorStatus: "INSTALLING"},
		{At: noon.Add(-1 * time.Minute), Status: provider.StatusRunning, VendorStatus: "RUNNING"},
	}
	for n := range v.Instances {
		i := &v.Instances[n]
		at := steps[len(steps)-1-n]
		i.Accepted, i.Running, i.Changed = steps[0].At, time.Time{}, at.At
		i.Status, i.VendorStatus, i.Seen = at.Status, at.VendorStatus, noon
		if i.Status == provider.StatusRunning {
			i.Running = at.At
		}
		h.Stages[i.ID] = steps[:len(steps)-n]
	}
	first := &v.Instances[0]
	first.Public = append(first.Public, netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("203.0.113.77"))
	first.Private = []netip.Addr{netip.MustParseAddr("10.0.0.5")}
	first.Zone, first.Type, first.Image, first.Hostname = "SEL-A", "M6C", "img-ubuntu", "web-001.example"
	v.Batches[0].RequestID, v.Batches[0].OrderNumber = "T1-a-2", "2026112000017"
	return v, h
}

// TestProgress draws machines on their way: the bar over the whole width moves before anything runs, the age of the
// order is said, and each machine has its timeline.
func TestProgress(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v, h := coming()
	p.board.model.history = h
	p.board.show([]order.View{v})
	var b strings.Builder
	for _, s := range uitest.AllSizes() {
		p.Resize(s)
		fmt.Fprintf(&b, "──── %d by %d ────\n%s\n", s.W, s.H, p.Text())
	}
	p.Resize(uitest.Size{W: 120, H: 40})
	p.shows(t, "12:00", "1/3", "TIMELINE",
		"░▒▒▒▒▒▒▓▓▓▓▓▓▓✓", "░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒")
	bar := strings.Split(p.Text(), "\n")[2]
	if w := len([]rune(strings.TrimRight(bar, " "))); w < 110 || !strings.Contains(bar, "█▓") ||
		!strings.Contains(bar, "▓▒") {
		t.Errorf("the bar is not divided over the whole width: %q", bar)
	}
	uitest.Golden(t, b.String())
}

// TestMachinePage opens a machine: all addresses, ids, times and the request are there, also in the smallest window,
// and esc goes back.
func TestMachinePage(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v, h := coming()
	p.board.model.history = h
	p.board.show([]order.View{v})
	p.Resize(uitest.Size{W: 120, H: 40})
	p.board.list.grid.Select(rowKey(row{InstanceView: &v.Instances[0], order: v.ID}))
	p.Press("enter")
	want := []string{
		"203.0.113.1, 2001:db8::1, 203.0.113.77", "10.0.0.5", "1001000000000000001", "web-001.example", "SEL-A", "M6C",
		"img-ubuntu", "1.89 USD/h", "T1-a-2", "2026112000017", "mwk7q2m9x4", "1 of 1, sent 2026-11-20 10:00:00 UTC",
		"2026-11-20 11:49:00 UTC", "CREATING (INSTALLING)", "5:00", "4:00", "Release this machine",
	}
	p.shows(t, want...)
	frames := p.Text()
	for _, s := range []uitest.Size{{W: 80, H: 24}, {W: 40, H: 12}} {
		p.Resize(s)
		frames += "\n" + p.Text()
		seen := p.Text()
		for range 60 {
			p.Press("down")
			seen += p.Text()
		}
		for _, text := range []string{"2001:db8::1", "10.0.0.5", "T1-a-2", "2026112000017", "Release all machines"} {
			if !strings.Contains(seen, text) {
				t.Errorf("%v: %q is not on the page of the machine:\n%s", s, text, seen)
			}
		}
		p.Press("home")
	}
	uitest.Golden(t, frames)
	p.Press("esc")
	p.shows(t, "PROVISIONING")
	if p.board.page.open() {
		t.Errorf("esc leaves the machine open:\n%s", p.Text())
	}
}

// TestTimeline draws a machine whose journal has no stages, and one that failed, and never more cells than there are.
func TestTimeline(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 1)
	i := v.Instances[0]
	for w := range 20 {
		for _, s := range []provider.Status{
			provider.StatusPending, provider.StatusRunning, provider.StatusFailed, provider.StatusVanished,
			provider.StatusReleased, provider.StatusUnknown,
		} {
			i.Status, i.Changed = s, i.Accepted.Add(7*time.Minute)
			b.model.now = i.Accepted.Add(9 * time.Minute)
			line := timeline(b.env.Theme, b.model.spans(i), i.Accepted, 8*time.Minute, w)
			if n := len([]rune(line)); n > w {
				t.Errorf("%s in %d cells takes %d: %q", s, w, n, line)
			}
		}
	}
}
