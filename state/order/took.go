package order

import (
	"time"

	"github.com/metalwright/metalwright/provider"
)

// came is when the machine came up, or was known not to; zero while it is on its way. Being released is no part of it.
func (i InstanceView) came() time.Time {
	switch {
	case !i.Running.IsZero():
		return i.Running
	case !i.ReleaseAsked.IsZero() && (i.Status != provider.StatusFailed || i.Changed.IsZero()):
		return i.ReleaseAsked
	case i.Status.Terminal():
		return i.Changed
	default:
		return time.Time{}
	}
}

// Took is how long the order took until its last machine came up, or was known not to; at now while one is on its way.
// What happened to them afterwards does not count.
func (v View) Took(now time.Time) time.Duration {
	var last time.Time
	for at := range v.Instances {
		end := v.Instances[at].came()
		if end.IsZero() {
			return now.Sub(v.Created)
		}
		if end.After(last) {
			last = end
		}
	}
	switch {
	case v.Status == Done || v.Status == Partial && v.Rest == 0:
	case v.Open:
		return now.Sub(v.Created)
	case last.IsZero():
		last = v.Finished
	}
	return max(last.Sub(v.Created), 0)
}

// CameUp is how many machines run, or ran until they were released.
func CameUp(v View) int {
	n := v.Count(provider.StatusRunning)
	for at := range v.Instances {
		if i := &v.Instances[at]; i.Status == provider.StatusReleased && !i.Running.IsZero() {
			n++
		}
	}
	return n
}

// Released is how many machines someone has released, and the vendor lists no more.
func Released(v View) int { return v.Count(provider.StatusReleased) }

// Going is the price of what is still to be paid: of the machines that are there, and of those that may still come.
// Those that were released or are gone, that the vendor could not make, or that were not ordered, cost nothing.
func (v View) Going() provider.Quote {
	q := v.Quote
	q.Count = 0
	known := 0 // of the machines that are wanted
	for at := range v.Instances {
		i := &v.Instances[at]
		if i.ReplacedBy == 0 {
			known++
		}
		if !i.Status.Gone() {
			q.Count++
		}
	}
	if v.Status != Rejected {
		q.Count += max(v.Wanted-v.Rest-known, 0)
	}
	return q
}

// Doubts are what is not known of orders: how many have a request that may have bought something, and how many machines
// the vendor no longer lists although nobody released them.
func Doubts(views []View) (uncertain, missing int) {
	for _, v := range views {
		if v.Status == Ambiguous || v.InFlight() {
			uncertain++
		}
		for at := range v.Instances {
			if i := &v.Instances[at]; i.Status == provider.StatusVanished && i.ReplacedBy == 0 {
				missing++
			}
		}
	}
	return uncertain, missing
}

// Unmade is how many machines the vendor has accepted to make and could not: they have no id, and never existed.
func Unmade(v View) int {
	n := 0
	for _, b := range v.Batches {
		if b.Found > 0 && b.NextLook.IsZero() {
			n += b.Shortfall
		}
	}
	return n
}

// Unlisted is how many of the machines that can be replaced (View.Lost) nobody has released: the vendor lists them no
// more, and may bill them still.
func Unlisted(v View) int {
	n := 0
	for _, i := range v.Instances {
		if i.Gone && i.ReplacedBy == 0 && i.Status == provider.StatusVanished {
			n++
		}
	}
	return n
}
