package orderfile

import (
	"net/url"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// Header is the value of the key metalwright in every order file.
const Header = "v1"

// table is the one table of the order file's keys: the decoder, the encoder and the JSON Schema use it.
func table() *strict.Key {
	return &strict.Key{
		Kind: strict.Map,
		Keys: []strict.Key{
			{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
			{Name: "metalwright", Doc: "The format of this file", Required: true, Words: []string{Header}},
			{
				Name: "id", Doc: "The order's own id; left out, it is a hash of what is sent and the account",
				Pattern: identity.Pattern,
				Fault: func(text string) (strict.Reason, string) {
					if identity.Check(text) != nil {
						return strict.ReasonFormat, "web-2026-11 (" + identity.Form + ")"
					}
					return "", ""
				},
			},
			{Name: "product", Doc: "What is bought: zenlayer-bmc, zenlayer-vm or tencent-edgezone", Required: true},
			{
				Name: "profile",
				Doc: "The profile whose account pays; left out, the one of -p or the default one; " +
					"plan and export also take the only one",
			},
			text("zone", "The vendor's id of the zone"),
			text("region", "The zone's region; only when the zone list cannot be read (Edge Zone)"),
			text("type", "The vendor's id of the instance type"),
			text("image", "The vendor's id of the image; left out: none (BMC), the vendor's choice (Edge Zone)"),
			text("image_version", "The version of a public image (Edge Zone)"),
			text("ipxe_url", "The URL of an iPXE script, or netboot (BMC)"),
			machines(),
			text("name", "The name, or a pattern such as web-[1,3] that numbers the machines from 1 in 3 digits"),
			text("hostname", "The host name, or a pattern like that of name (BMC)"),
			group("billing", "How the machines are paid", billing()),
			group("network", "How the machines are connected", network()),
			group("storage", "How the disks are used", storage()),
			group("access", "Who gets in; secrets stand elsewhere", access()),
			boolean("cpu_passthrough", "Whether the machine sees the real processor (VM)"),
			text("resource_group", "The vendor's id of the resource group"),
			tags(),
			group("marketing", "What the vendor may deduct", []strict.Key{
				text("discount_code", "The vendor's discount code"),
				boolean("use_poc_voucher", "Whether a proof-of-concept voucher is used; without one the vendor refuses"),
			}),
		},
	}
}

func billing() []strict.Key {
	return []strict.Key{
		words("charge", "Months in advance, or by use", string(provider.Prepaid), string(provider.Postpaid)),
		positive("months", "Months that are paid in advance, with prepaid"),
		positive("commitment", "Months that are promised, with postpaid (VM)"),
		boolean("consent", "Whether this order may switch on billing in the zone (Edge Zone)"),
	}
}

func network() []strict.Key {
	return []strict.Key{
		text("charge", "The vendor's word for how traffic is paid: ByBandwidth, ByTrafficPackage, ..."),
		positive("bandwidth_mbps", "The bandwidth out in Mbps"),
		{Name: "traffic_tb", Doc: "The traffic package in TB; left out, the free one", Kind: strict.Number, Least: true},
		text("cluster", "The vendor's id of the bandwidth cluster"),
		text("subnet", "The vendor's id of the subnet"),
		text("private", "The vendor's id of the private network (Edge Zone)"),
		text("public", "The vendor's id of the public network (Edge Zone)"),
		boolean("ipv4", "Whether the machine has a public IPv4 address (VM)"),
		boolean("ipv6", "Whether the machine has a public IPv6 address"),
		text("security_group", "The vendor's id of the security group (VM)"),
		text("cidr_block", "The vendor's id of the block that the address is taken from (VM)"),
		text("cidr_start", "The first IPv4 address within the block (VM)"),
		text("mode", "The vendor's word for the kind of interface: Virtio or Vf (VM)"),
		group("nic", "Names of the network interfaces", []strict.Key{
			text("wan", "The public interface's name"),
			text("lan", "The private interface's name"),
		}),
		boolean("gateway_mode", "Whether the machine may route for others (BMC)"),
	}
}

func storage() []strict.Key {
	level := strict.Key{Name: "level", Doc: "The RAID level", Kind: strict.Integer, Words: levels()}
	arrayLevel := level
	arrayLevel.Required = true
	return []strict.Key{
		group("raid", "One level over all disks, or arrays by disk; left out, no RAID (BMC)", []strict.Key{
			level,
			list("arrays", "Arrays of some of the disks each", strict.Key{Kind: strict.Map, Keys: []strict.Key{
				arrayLevel,
				required(list("disks", "Numbers of the disks, from 1", positive("", ""))),
			}}),
		}),
		list("partitions", "The partitions of the system disk or array; left out, the system's default (BMC)", strict.Key{
			Kind: strict.Map, Keys: []strict.Key{
				required(text("path", "The mount point, or the drive's letter")),
				required(text("fs", "The file system: ext2, ext3 or ext4; NTFS for Windows.")),
				required(positive("size_gb", "The size in GB")),
			},
		}),
		group("system_disk", "The virtual system disk (VM)", disk()[:2]),
		list("data_disks", "Virtual data disks (VM)", strict.Key{Kind: strict.Map, Keys: disk()}),
		boolean("preallocate", "Whether the disks' space is written beforehand (VM)"),
	}
}

func disk() []strict.Key {
	return []strict.Key{
		required(positive("size_gb", "The size in GB")),
		text("category", "The vendor's word for the kind of disk: SSD or STANDARD"),
		positive("count", "How many equal disks"),
	}
}

func access() []strict.Key {
	password := strict.Key{
		Name:   "password",
		Doc:    "Where the password comes from, never the password itself: generate, stdin, env:NAME or file:PATH",
		Secret: true, Fault: passwordFault, Pattern: `^(generate|stdin|env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$`,
	}
	return []strict.Key{
		words("login", "The way in; left out, the one that has an answer",
			string(provider.LoginPassword), string(provider.LoginKeys), string(provider.LoginKeyPair),
			string(provider.LoginVendor)),
		password,
		list("ssh_keys", "Public keys as they stand in authorized_keys", strict.Key{}),
		text("key_pair", "The vendor's id of the key pair"),
		{Name: "init_script", Doc: "A script for the first start: its text, or file:PATH", Secret: true, Fault: notEmpty},
	}
}

// tags are written as names and values, or as a list where a key stands twice.
func tags() strict.Key {
	member := strict.Key{Kind: strict.Text}
	return strict.Key{
		Name: "tags", Doc: "Labels of your own", Kind: strict.Map, Elem: &member,
		Or: &strict.Key{Kind: strict.List, Elem: &strict.Key{Kind: strict.Map, Keys: []strict.Key{
			required(text("key", "The label's name")), required(strict.Key{Name: "value", Doc: "The label's value"}),
		}}},
	}
}

func levels() []string {
	var out []string
	for _, l := range provider.RAIDLevels() {
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

// machines has the bounds of [provider.CheckCount].
func machines() strict.Key {
	k := positive("count", "How many machines; more than the vendor takes at once are ordered in several requests")
	k.Max = provider.MaxCount
	return k
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

// schemaID is where the schema is published.
func schemaID() string {
	u := url.URL{
		Scheme: "https", Host: "raw.githubusercontent.com",
		Path: "/metalwright/metalwright/main/assets/schema/order.schema.json",
	}
	return u.String()
}
