package orderfile

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/storage"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// Header is the value of the key metalwright in every order file.
const Header = "v1"

// table is the keys of an order file: those of its own, and one for each answer. The decoder, the encoder and the JSON
// Schema use it.
func table() *strict.Key {
	top := &strict.Key{
		Kind: strict.Map,
		Keys: []strict.Key{
			{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
			{Name: "metalwright", Doc: "The format of this file", Required: true, Words: []string{Header}},
			{
				Name: "id", Doc: "The order's ID; left out, a hash of what is sent and the account",
				Pattern: identity.Pattern,
				Fault: func(text string) (strict.Reason, string) {
					if identity.Check(text) != nil {
						return strict.ReasonFormat, "web-2026-11 (" + identity.Form + ")"
					}
					return "", ""
				},
			},
			{Name: "product", Doc: "The ID of the product, such as zenlayer-bmc", Required: true},
			{
				Name: "profile",
				Doc: "The profile whose account pays; left out, the one of -p or the default one; " +
					"plan and export also take the only one",
			},
			{
				Name:  "release_at",
				Doc:   "When the order is released automatically: a time, or a span from when it is placed: 36h, 30d, 4w",
				Fault: whenFault, Pattern: whenPattern,
			},
		},
	}
	for _, a := range provider.Answers() {
		path := strings.Split(string(a.Field), ".")
		in := top
		for i := range path[:len(path)-1] {
			in = within(in, path[:i+1])
		}
		in.Keys = append(in.Keys, key(a, path[len(path)-1]))
	}
	return top
}

// groups is what the keys with keys below them mean.
var groups = map[string]string{
	"billing":     "How the machines are paid for",
	"network":     "How the machines are connected",
	"network.nic": "Names of the network interfaces",
	"storage":     "How the disks are set up",
	"access":      "How to log in; secrets are kept elsewhere",
	"marketing":   "What the vendor may deduct",
}

// within is the group of the path below in, made where it is not there yet.
func within(in *strict.Key, path []string) *strict.Key {
	name := path[len(path)-1]
	i := slices.IndexFunc(in.Keys, func(k strict.Key) bool { return k.Name == name })
	if i < 0 {
		i = len(in.Keys)
		in.Keys = append(in.Keys, group(name, groups[strings.Join(path, ".")], nil))
	}
	return &in.Keys[i]
}

// key is how the answer is written in a file, by the last part of its name.
func key(a provider.Answer, name string) strict.Key {
	switch a.Kind {
	case provider.TextValue:
		if a.Words != nil {
			return words(name, a.Doc, a.Words...)
		}
		return text(name, a.Doc)
	case provider.NumberValue:
		k := positive(name, a.Doc)
		k.Max = float64(a.Max)
		return k
	case provider.DecimalValue:
		return strict.Key{Name: name, Doc: a.Doc, Kind: strict.Number, Least: true}
	case provider.SwitchValue, provider.ConsentValue:
		return boolean(name, a.Doc)
	case provider.LinesValue:
		return list(name, a.Doc, strict.Key{})
	case provider.TagsValue:
		return tags(name, a.Doc)
	case provider.PasswordValue:
		return strict.Key{
			Name: name, Doc: a.Doc, Secret: true, Fault: passwordFault,
			Pattern: `^(generate|stdin|env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$`,
		}
	case provider.ScriptValue:
		return strict.Key{Name: name, Doc: a.Doc, Secret: true, Fault: notEmpty}
	case provider.StructureValue:
	}
	return structure(a.Field, name, a.Doc)
}

// structure is an answer with members of its own.
func structure(f provider.Field, name, doc string) strict.Key {
	switch f {
	case provider.FieldRAID:
		return group(name, doc, raid())
	case provider.FieldPartitions:
		return list(name, doc, strict.Key{Kind: strict.Map, Keys: partition()})
	case provider.FieldSystemDisk:
		return group(name, doc, disk()[:2])
	case provider.FieldMake:
		return list(name, doc, strict.Key{Kind: strict.Map, Keys: making()})
	default:
		return list(name, doc, strict.Key{Kind: strict.Map, Keys: disk()})
	}
}

func making() []strict.Key {
	var kinds []string
	for _, k := range provider.ResourceKinds() {
		kinds = append(kinds, string(k))
	}
	return []strict.Key{
		required(words("kind", "What is bought", kinds...)),
		text("zone", "The zone of the order; may be left out"),
		text("name", "The name of a network"),
		text("network", "The first address of a private network: 10.0.0.0"),
		positive("mask", "The prefix length of a private network"),
		text("line", "The vendor's word for the carrier of a public network"),
		text("mode", "The vendor's word for how a public network is used"),
		positive("bandwidth_mbps", "The bandwidth of a public network in Mbps; left out, the vendor's choice"),
		text("in", "The public network of addresses; left out, the one that the order makes"),
		positive("count", "How many addresses"),
	}
}

func raid() []strict.Key {
	level := strict.Key{Name: "level", Doc: "The RAID level", Kind: strict.Integer, Words: levels()}
	arrayLevel := level
	arrayLevel.Required = true
	return []strict.Key{
		level,
		list("arrays", "Arrays of some of the disks each", strict.Key{Kind: strict.Map, Keys: []strict.Key{
			arrayLevel,
			required(list("disks", "Numbers of the disks, from 1", positive("", ""))),
		}}),
	}
}

func partition() []strict.Key {
	return []strict.Key{
		required(text("path", "The mount point, or the drive's letter")),
		required(text("fs", "The file system: ext2, ext3 or ext4; NTFS for Windows.")),
		required(positive("size_gb", "The size in GB")),
	}
}

func disk() []strict.Key {
	return []strict.Key{
		required(positive("size_gb", "The size in GB")),
		text("category", "The vendor's word for the kind of disk: SSD or STANDARD"),
		positive("count", "How many equal disks"),
	}
}

// tags are written as names and values, or as a list when a key occurs twice.
func tags(name, doc string) strict.Key {
	member := strict.Key{Kind: strict.Text}
	return strict.Key{
		Name: name, Doc: doc, Kind: strict.Map, Elem: &member,
		Or: &strict.Key{Kind: strict.List, Elem: &strict.Key{Kind: strict.Map, Keys: []strict.Key{
			required(text("key", "The label's name")), required(strict.Key{Name: "value", Doc: "The label's value"}),
		}}},
	}
}

func levels() []string {
	var out []string
	for _, l := range storage.RAIDLevels() {
		out = append(out, string(decimal(l)))
	}
	return out
}

func text(name, doc string) strict.Key {
	return strict.Key{Name: name, Doc: doc, Fault: notEmpty, Pattern: `\S`}
}

func words(name, doc string, words ...string) strict.Key {
	return strict.Key{Name: name, Doc: doc, Words: words}
}

func boolean(name, doc string) strict.Key {
	return strict.Key{Name: name, Doc: doc, Kind: strict.Boolean}
}

// positive: 0 would read as not answered.
func positive(name, doc string) strict.Key {
	return strict.Key{Name: name, Doc: doc, Kind: strict.Integer, Min: 1, Least: true}
}

func list(name, doc string, elem strict.Key) strict.Key {
	if elem.Kind == strict.Text {
		elem.Fault = notEmpty
	}
	return strict.Key{Name: name, Doc: doc, Kind: strict.List, Elem: &elem}
}

func group(name, doc string, keys []strict.Key) strict.Key {
	return strict.Key{Name: name, Doc: doc, Kind: strict.Map, Keys: keys}
}

func required(k strict.Key) strict.Key {
	k.Required = true
	return k
}

// notEmpty: an empty text would read as not answered.
func notEmpty(text string) (strict.Reason, string) {
	if strings.TrimSpace(text) == "" {
		return strict.ReasonEmpty, ""
	}
	return "", ""
}
