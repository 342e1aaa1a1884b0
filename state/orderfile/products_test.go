package orderfile_test

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/storage"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

func products() []*provider.Product {
	return []*provider.Product{bmc.Product(), vm.Product(), edgezone.Product()}
}

// texts are answers that a careless writer of YAML or JSON would spoil.
var texts = []string{
	"SEL-A", "web-[1,3]", "true", "No", "null", "~", "1", "0x1F", "1e3", "012", "2026-11-20", "- a", "a: b", "a #b",
	"#a", "'", `"`, `\`, "a\tb",
	" a ", "a\nb", "\na\n", "a\n\n", "{a}", "[a]", "a,b", "%a", "@a", "`a", "&a", "*a", "!a", "|", ">", "?", "? a",
	": a", "=", "<<", "..", "---",
	"é", "中文", "😀", "a\u2028b", "\x01", "<b>&", "https://x.example/a?b=c&d=e#f", "a:", "a\\nb", "\u00a0a", "\u0085a",
	"- ", "x: y\nz: w\n",
}

// randomSpec answers about half of what p asks for.
func randomSpec(r *rand.Rand, p *provider.Product) provider.Spec {
	s := provider.Spec{Product: p.ID}
	text := func() string { return texts[r.IntN(len(texts))] }
	for _, f := range p.Fields {
		if r.IntN(2) == 0 {
			continue
		}
		switch f {
		case provider.FieldProduct, provider.FieldAccount, provider.FieldPassword, provider.FieldInitScript:
		case provider.FieldZone:
			s.Zone = provider.ZoneID(text())
		case provider.FieldType:
			s.Type = provider.TypeID(text())
		case provider.FieldImage:
			s.Image = provider.ImageID(text())
		case provider.FieldRAID:
			s.Storage.RAID = randomRAID(r)
		case provider.FieldPartitions:
			for range 1 + r.IntN(3) {
				s.Storage.Partitions = append(s.Storage.Partitions, provider.Partition{
					Path: text(), FS: text(),
					SizeGB: 1 + r.IntN(1e6),
				})
			}
		case provider.FieldSystemDisk:
			s.Storage.SystemDisk = &provider.Disk{SizeGB: 1 + r.IntN(1e6), Category: text()}
		case provider.FieldDataDisks:
			for range 1 + r.IntN(3) {
				s.Storage.DataDisks = append(s.Storage.DataDisks, provider.Disk{
					SizeGB:   1 + r.IntN(1e6),
					Category: text(), Count: r.IntN(3),
				})
			}
		case provider.FieldMake:
			s.Network.Make = randomMakes(r, text)
		case provider.FieldTags:
			for range 1 + r.IntN(3) {
				s.Tags = append(s.Tags, provider.Tag{Key: text(), Value: text()})
			}
		case provider.FieldSSHKeys:
			for range 1 + r.IntN(3) {
				s.Access.SSHKeys = append(s.Access.SSHKeys, text())
			}
		default:
			bind(r, &s, f, text())
		}
	}
	return s
}

func randomMakes(r *rand.Rand, text func() string) []provider.Making {
	var out []provider.Making
	for _, k := range provider.ResourceKinds() {
		if r.IntN(2) == 0 {
			continue
		}
		m := provider.Making{Kind: k, Zone: provider.ZoneID(text())}
		if k.Address() {
			m.In, m.Count = text(), 1+r.IntN(100)
		} else {
			m.Name, m.Network, m.Mask = text(), text(), r.IntN(33)
			m.Line, m.Mode, m.BandwidthMbps = text(), text(), r.IntN(1000)
		}
		out = append(out, m)
	}
	return out
}

func randomRAID(r *rand.Rand) *provider.RAID {
	levels := storage.RAIDLevels()
	if r.IntN(2) == 0 {
		return &provider.RAID{Level: new(levels[r.IntN(len(levels))])}
	}
	raid := &provider.RAID{}
	for i := range 1 + r.IntN(3) {
		raid.Arrays = append(raid.Arrays, provider.Array{Level: levels[r.IntN(len(levels))], Disks: []int{2*i + 1, 2*i + 2}})
	}
	return raid
}

// bind answers f with what its binding takes: a word, a number, a decimal, or true or false.
func bind(r *rand.Rand, s *provider.Spec, f provider.Field, text string) {
	b, ok := provider.LineFor(f)
	if !ok {
		return
	}
	switch f { //nolint:exhaustive // the others take any text, number or switch
	case provider.FieldCharge:
		text = []string{"prepaid", "postpaid"}[r.IntN(2)]
	case provider.FieldLogin:
		text = []string{"password", "ssh_keys", "key_pair", "vendor"}[r.IntN(4)]
	}
	for _, v := range []string{text, strconv.Itoa(1 + r.IntN(1e6)), strconv.FormatFloat(float64(r.IntN(1e6))/8, 'f',
		-1, 64), []string{"true", "false"}[r.IntN(2)]} {
		if strings.TrimSpace(v) != "" && b.Set(s, v) == nil {
			return
		}
	}
}
