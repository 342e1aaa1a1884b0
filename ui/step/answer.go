package step

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/cloudinit"
	"github.com/metalwright/metalwright/ui/text"
)

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

// Answers words the answers of a draft, and what is wrong with them.
type Answers struct {
	text    *text.Text
	secrets Secrets // masked in warnings about a start script
}

// Of words the draft's answer at f for the side bar, the review and the plan, on one line; "" while there is none,
// or when another answer switches it off: it is kept then and not sent. Secrets are said to be there, and not shown.
func (w Answers) Of(d Draft, f provider.Field) string { return w.text.Clean(w.words(d, f)) }

// Called is the draft's answer of one line at f as an order file has it, and what it is called where that is something
// else: an id's name, a word of the vendor's in ours. Both are "" for answers that are no words.
func (w Answers) Called(d Draft, f provider.Field) (value, name string) {
	a, ok := provider.TextFor(f)
	if !ok || a.Kind != provider.TextValue {
		return "", ""
	}
	words := w.Of(d, f)
	if value = w.text.Clean(a.Get(&d.Spec)); value == "" || words == "" {
		return "", ""
	}
	if name = strings.TrimPrefix(words, value+" · "); strings.EqualFold(name, value) {
		name = ""
	}
	return value, name
}

func (w Answers) words(d Draft, f provider.Field) string {
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
		return w.image(d)
	case provider.FieldRAID:
		return w.raid(s.Storage.RAID)
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
			if m.Kind.Address() { // networks are shown at the answers that they give
				parts = append(parts, w.Making(m))
			}
		}
		return w.text.List(parts)
	case provider.FieldSSHKeys:
		if n := len(s.Access.SSHKeys); n > 0 {
			return w.text.T("answer.keys", "Count", n)
		}
		return ""
	case provider.FieldInitScript:
		if n := len(s.Access.InitScript.Reveal()); n > 0 {
			return w.text.T("answer.bytes", "Count", n)
		}
		return ""
	case provider.FieldPassword:
		return s.Access.Password.String()
	case provider.FieldPrivate, provider.FieldPublic:
		return w.network(d, f)
	case provider.FieldCount:
		return strconv.Itoa(s.Machines())
	default:
		return w.scalar(d, f)
	}
}

// network words which network the machines get: one that is there, or one that the order makes.
func (w Answers) network(d Draft, f provider.Field) string {
	kind := provider.ResourcePrivate
	if f == provider.FieldPublic {
		kind = provider.ResourcePublic
	}
	if m := d.Spec.Network.Making(kind); m != nil {
		return w.Making(*m)
	}
	return w.scalar(d, f)
}

// scalar words an answer of one line.
func (w Answers) scalar(d Draft, f provider.Field) string {
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
		return v + " " + w.text.T("unit."+b.Unit, "Count", v)
	}
	if v == "true" || v == "false" {
		return w.text.T("answer." + v)
	}
	return Fields{text: w.text}.Word(f, v)
}

func (w Answers) image(d Draft) string {
	switch {
	case d.Spec.IPXE != "":
		return "iPXE " + d.Spec.IPXE
	case d.Spec.Image == "" && d.Spec.Type != "" && d.Product != nil && d.Product.NoImage:
		return w.text.T("answer.no_image")
	}
	id := string(d.Spec.Image)
	return cmp.Or(d.Naming().Named.label(provider.FieldImage, id), id)
}

func (w Answers) raid(r *provider.RAID) string {
	switch {
	case r == nil:
		return w.text.T("answer.no_raid")
	case r.Level != nil:
		return w.text.T("answer.raid", "Level", *r.Level)
	}
	parts := make([]string, len(r.Arrays))
	for i, a := range r.Arrays {
		parts[i] = w.text.T("answer.array", "Level", a.Level, "Disks", DiskList(a.Disks))
	}
	return w.text.List(parts)
}

// Making words what an order makes before its machines.
func (w Answers) Making(m provider.Making) string {
	switch m.Kind {
	case provider.ResourcePrivate:
		return w.text.T("networks.private", "Name", m.Name, "Network", m.Network, "Mask", m.Mask)
	case provider.ResourcePublic:
		return w.text.T("networks.public", "Name", m.Name, "Line", m.Line, "Mode", m.Mode)
	default:
		return w.text.T("networks."+string(m.Kind), "Count", m.Count)
	}
}

// Makes says what an order makes before its machines, and that it costs money; "" when it makes nothing.
func (w Answers) Makes(s provider.Spec) string {
	parts := make([]string, 0, len(s.Network.Make))
	for _, m := range s.Network.Make {
		parts = append(parts, w.Making(m))
	}
	if len(parts) == 0 {
		return ""
	}
	return w.text.Clean(w.text.T("networks.makes", "What", w.text.List(parts)))
}

// Changes word the answers of [Draft.Changed], each with what it would be by itself.
func (w Answers) Changes(d Draft) []string {
	var all []string
	for _, f := range d.Changed() {
		a, _ := provider.TextFor(f)
		usual := d.Clone()
		by, ok := d.Defaulted[f]
		if !ok {
			by = suggestion(d, a)
		}
		was := ""
		if a.Set(&usual.Spec, by) == nil {
			was = w.Of(usual, f)
		}
		id := "review.change"
		if was == "" {
			id = "review.change_new"
		}
		all = append(all, w.text.T(id, "Label", Fields{text: w.text}.Label(f), "Value", w.Of(d, f), "Default", was))
	}
	return all
}

// Warnings are what the vendor may refuse in d, and what the machines may not do.
func (w Answers) Warnings(d Draft) []Warning {
	all := w.ScriptWarnings(d)
	if d.Product != nil && d.Product.Has(provider.FieldImage) && d.Spec.Image == "" && d.Spec.IPXE == "" {
		all = append(all, Warning{provider.FieldImage, w.text.T("review.no_system")})
	}
	if d.Product != nil && d.Product.FreeImage && d.Spec.Image != "" && d.Known.Image == nil {
		all = append(all, Warning{provider.FieldImage, w.text.T("plan.unlisted", "Image", string(d.Spec.Image))})
	}
	warner, ok := provider.As[provider.Warner](d.Reader())
	if !ok {
		return all
	}
	for _, err := range warner.Warn(d.Spec, d.Known) {
		all = append(all, Warning{err.Field, Errors{text: w.text}.Why(err)})
	}
	return all
}

// ScriptWarnings are what cloud-init would ignore, or fail at, in the draft's start script.
func (w Answers) ScriptWarnings(d Draft) []Warning {
	if d.Product == nil || !d.Product.Counts(d.Spec, provider.FieldInitScript) {
		return nil
	}
	var all []Warning
	for _, p := range cloudinit.CheckFor(d.Spec.Access.InitScript.Reveal(), d.Known.Image) {
		why := ""
		if p.Why != "" {
			why = w.text.T("file." + p.Why)
		}
		got := w.text.Clean(p.Got)
		if w.secrets.Recorded() { // it is a piece of the script
			got = "***"
		}
		text := w.text.T("script."+string(p.Reason), "Line", p.Line, "Why", why, "Got", got)
		all = append(all, Warning{provider.FieldInitScript, text})
	}
	return all
}

// Warning says what the vendor may refuse.
type Warning struct {
	Field provider.Field
	Text  string
}
