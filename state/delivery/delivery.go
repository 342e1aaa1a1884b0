// Package delivery compares a machine with what was ordered. It is pure: it is given the order, and what the vendor's
// list says.
package delivery

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Compare returns the answers of ordered that the machine does not have, in the order of the order file. What the order
// leaves to the vendor matches whatever came, and so does what the vendor does not state. Ordered is the part of the
// order that was sent.
func Compare(ordered provider.Spec, d provider.Delivered) []provider.Mismatch {
	var out []provider.Mismatch
	for _, a := range provider.Answers() {
		if !slices.Contains(d.States, a.Field) || fits(a, ordered, d.Spec) {
			continue
		}
		out = append(out, provider.Mismatch{
			Field: a.Field, Ordered: value(a, ordered), Delivered: value(a, d.Spec),
		})
	}
	return out
}

// fits reports whether a machine is as ordered in one answer.
func fits(a provider.Answer, ordered, delivered provider.Spec) bool {
	switch a.Field {
	case provider.FieldRAID: // not answered is none
		return value(a, ordered) == value(a, delivered)
	case provider.FieldDataDisks: // not answered is none
		return sameDisks(ordered.Storage.DataDisks, delivered.Storage.DataDisks)
	case provider.FieldSystemDisk:
		o, d := ordered.Storage.SystemDisk, delivered.Storage.SystemDisk
		return o == nil || d != nil && sameDisk(*o, *d)
	case provider.FieldPartitions:
		return samePartitions(ordered.Storage.Partitions, delivered.Storage.Partitions)
	case provider.FieldTags: // the vendor and metalwright add their own
		return !slices.ContainsFunc(ordered.Tags, func(t provider.Tag) bool { return !slices.Contains(delivered.Tags, t) })
	default:
		return !provider.Answered(ordered, a.Field) || strings.EqualFold(value(a, ordered), value(a, delivered))
	}
}

// samePartitions compares what was asked for; the last one is given what the disk has left.
func samePartitions(ordered, delivered []provider.Partition) bool {
	if len(ordered) == 0 {
		return true
	}
	if len(ordered) != len(delivered) {
		return false
	}
	for n, o := range ordered {
		d := delivered[n]
		if n == len(ordered)-1 {
			d.SizeGB = min(d.SizeGB, o.SizeGB)
		}
		if o != d {
			return false
		}
	}
	return true
}

// sameDisk compares a disk; its category only where one was chosen.
func sameDisk(o, d provider.Disk) bool {
	return o.SizeGB == d.SizeGB && (o.Category == "" || strings.EqualFold(o.Category, d.Category))
}

// sameDisks compares disks in any order.
func sameDisks(ordered, delivered []provider.Disk) bool {
	left := each(delivered)
	for _, o := range each(ordered) {
		at := slices.IndexFunc(left, func(d provider.Disk) bool { return sameDisk(o, d) })
		if at < 0 {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return len(left) == 0
}

// each has every disk for itself.
func each(disks []provider.Disk) []provider.Disk {
	var out []provider.Disk
	for _, d := range disks {
		for range max(d.Count, 1) {
			out = append(out, provider.Disk{SizeGB: d.SizeGB, Category: d.Category})
		}
	}
	// disks with a category first, so that one without takes none of theirs
	slices.SortStableFunc(out, func(a, b provider.Disk) int { return cmp.Compare(b.Category, a.Category) })
	return out
}

// value is an answer as a person writes it; "" is none.
func value(a provider.Answer, s provider.Spec) string {
	var parts []string
	switch a.Field {
	case provider.FieldRAID:
		return raid(s.Storage.RAID)
	case provider.FieldPartitions:
		for _, p := range s.Storage.Partitions {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %d GB", p.Path, p.FS, p.SizeGB)))
		}
	case provider.FieldSystemDisk:
		if d := s.Storage.SystemDisk; d != nil {
			return disk(*d)
		}
	case provider.FieldDataDisks:
		for _, d := range s.Storage.DataDisks {
			text := disk(d)
			if d.Count > 1 {
				text = strconv.Itoa(d.Count) + " x " + text
			}
			parts = append(parts, text)
		}
	case provider.FieldTags:
		for _, t := range s.Tags {
			parts = append(parts, t.Key+"="+t.Value)
		}
	default:
		return a.Get(&s)
	}
	return strings.Join(parts, ", ")
}

func disk(d provider.Disk) string {
	return strings.TrimSpace(strconv.Itoa(d.SizeGB) + " GB " + d.Category)
}

// raid is a RAID of one level, or its arrays, each with its disks in ascending order.
func raid(r *provider.RAID) string {
	switch {
	case r == nil:
		return ""
	case r.Level != nil:
		return "RAID " + strconv.Itoa(*r.Level)
	}
	var parts []string
	for _, a := range r.Arrays {
		disks := slices.Sorted(slices.Values(a.Disks))
		words := make([]string, len(disks))
		for n, d := range disks {
			words[n] = strconv.Itoa(d)
		}
		parts = append(parts, "RAID "+strconv.Itoa(a.Level)+" of disks "+strings.Join(words, " "))
	}
	return strings.Join(parts, ", ")
}
