package step

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// Answer words the draft's answer at f for the side bar, the review and the plan, on one line; "" while there is none,
// or when another answer switches it off: it is kept then and not sent. Secrets are said to be there, and not shown.
func (e *Env) Answer(d Draft, f provider.Field) string { return e.Clean(e.answer(d, f)) }

// Called is the draft's answer of one line at f as an order file has it, and what it is called where that is something
// else: an id's name, a word of the vendor's in ours. Both are "" for answers that are no words.
func Called(e *Env, d Draft, f provider.Field) (value, name string) {
	a, ok := provider.TextFor(f)
	if !ok || a.Kind != provider.TextValue {
		return "", ""
	}
	words := e.Answer(d, f)
	if value = e.Clean(a.Get(&d.Spec)); value == "" || words == "" {
		return "", ""
	}
	if name = strings.TrimPrefix(words, value+" · "); strings.EqualFold(name, value) {
		name = ""
	}
	return value, name
}

func (e *Env) answer(d Draft, f provider.Field) string {
	s := &d.Spec
	if d.Product != nil && !d.Product.Counts(*s, f) {
		return ""
	}
	switch f {
	case provider.FieldZone:
		if z := d.Known.Zone; z != nil && z.Name != "" {
			return string(s.Zone) + " · " + z.Name
		}
		return string(s.Zone)
	case provider.FieldType:
		return string(s.Type)
	case provider.FieldImage:
		return e.image(d)
	case provider.FieldRAID:
		return e.raid(s.Storage.RAID)
	case provider.FieldPartitions:
		parts := make([]string, len(s.Storage.Partitions))
		for i, p := range s.Storage.Partitions {
			parts[i] = p.Path + " " + strconv.Itoa(p.SizeGB) + " GB"
		}
		return strings.Join(parts, ", ")
	case provider.FieldSystemDisk:
		if s.Storage.SystemDisk == nil {
			return ""
		}
		return DiskText(*s.Storage.SystemDisk)
	case provider.FieldDataDisks:
		parts := make([]string, len(s.Storage.DataDisks))
		for i, disk := range s.Storage.DataDisks {
			parts[i] = DiskText(disk)
		}
		return strings.Join(parts, ", ")
	case provider.FieldMake:
		var parts []string
		for _, m := range s.Network.Make {
			if m.Kind.Address() { // networks stand at the answers that they give
				parts = append(parts, e.Making(m))
			}
		}
		return e.Text.List(parts)
	case provider.FieldSSHKeys:
		if n := len(s.Access.SSHKeys); n > 0 {
			return e.T("answer.keys", "Count", n)
		}
		return ""
	case provider.FieldInitScript:
		if n := len(s.Access.InitScript.Reveal()); n > 0 {
			return e.T("answer.bytes", "Count", n)
		}
		return ""
	case provider.FieldPassword:
		return s.Access.Password.String()
	case provider.FieldPrivate, provider.FieldPublic:
		return e.network(d, f)
	case provider.FieldCount:
		return strconv.Itoa(s.Machines())
	default:
		return e.scalar(d, f)
	}
}

// network words which network the machines get: one that is there, or one that the order makes.
func (e *Env) network(d Draft, f provider.Field) string {
	kind := provider.ResourcePrivate
	if f == provider.FieldPublic {
		kind = provider.ResourcePublic
	}
	if m := d.Spec.Network.Making(kind); m != nil {
		return e.Making(*m)
	}
	return e.scalar(d, f)
}

// Making words what an order makes before its machines.
func (e *Env) Making(m provider.Making) string {
	switch m.Kind {
	case provider.ResourcePrivate:
		return e.T("networks.private", "Name", m.Name, "Network", m.Network, "Mask", m.Mask)
	case provider.ResourcePublic:
		return e.T("networks.public", "Name", m.Name, "Line", m.Line, "Mode", m.Mode)
	default:
		return e.T("networks."+string(m.Kind), "Count", m.Count)
	}
}

// Makes says what an order makes before its machines, and that it costs money; "" when it makes nothing.
func (e *Env) Makes(s provider.Spec) string {
	parts := make([]string, 0, len(s.Network.Make))
	for _, m := range s.Network.Make {
		parts = append(parts, e.Making(m))
	}
	if len(parts) == 0 {
		return ""
	}
	return e.Clean(e.T("networks.makes", "What", e.Text.List(parts)))
}

// Left names networks and addresses of an order that are not released, at most a few of them.
func (e *Env) Left(left []order.ResourceView) string {
	const most = 4
	parts := make([]string, 0, most)
	for _, r := range left[:min(len(left), most)] {
		parts = append(parts, e.T("resource."+string(r.Kind), "ID", r.ID))
	}
	if n := len(left) - most; n > 0 {
		parts = append(parts, e.T("naming.more", "Count", n))
	}
	return e.Clean(e.Text.List(parts))
}

// scalar words an answer of one line.
func (e *Env) scalar(d Draft, f provider.Field) string {
	s := &d.Spec
	b, ok := provider.LineFor(f)
	if !ok {
		return ""
	}
	v := b.Get(s)
	if name := d.Naming().Named.label(f, v); name != "" {
		return name
	}
	if b.Unit != "" && v != "" {
		return v + " " + e.T("unit."+b.Unit, "Count", v)
	}
	if v == "true" || v == "false" {
		return e.T("answer." + v)
	}
	return e.Word(f, v)
}

func (e *Env) image(d Draft) string {
	switch {
	case d.Spec.IPXE != "":
		return "iPXE " + d.Spec.IPXE
	case d.Spec.Image == "" && d.Spec.Type != "" && d.Product != nil && d.Product.NoImage:
		return e.T("answer.no_image")
	}
	id := string(d.Spec.Image)
	return cmp.Or(d.Naming().Named.label(provider.FieldImage, id), id)
}

func (e *Env) raid(r *provider.RAID) string {
	switch {
	case r == nil:
		return e.T("answer.no_raid")
	case r.Level != nil:
		return e.T("answer.raid", "Level", *r.Level)
	}
	parts := make([]string, len(r.Arrays))
	for i, a := range r.Arrays {
		parts[i] = e.T("answer.array", "Level", a.Level, "Disks", DiskList(a.Disks))
	}
	return e.Text.List(parts)
}

// DiskText words virtual disks: "2 × 100 GB SSD".
func DiskText(d provider.Disk) string {
	text := strings.TrimSpace(strconv.Itoa(d.SizeGB) + " GB " + d.Category)
	if d.Count > 1 {
		text = strconv.Itoa(d.Count) + " × " + text
	}
	return text
}

// DiskList writes disk numbers as a range where they are one: "3-6".
func DiskList(disks []int) string {
	if n := len(disks); n > 2 && disks[n-1]-disks[0] == n-1 {
		return strconv.Itoa(disks[0]) + "-" + strconv.Itoa(disks[n-1])
	}
	parts := make([]string, len(disks))
	for i, d := range disks {
		parts[i] = strconv.Itoa(d)
	}
	return strings.Join(parts, ",")
}
