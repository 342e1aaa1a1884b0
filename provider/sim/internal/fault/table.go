package fault

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Entry describes a kind.
type Entry struct {
	Kind    Kind
	Of      string // what it is a fault of: one of the parts
	Text    string
	Fields  string // its own; those in brackets are optional
	Example string // a line of a file of faults
}

// The parts of the table.
const (
	requests  = "Requests"
	purchases = "Purchases"
	machines  = "Machines of a purchase"
)

// Table is every kind. Help, its page in .github/docs and the tests are made from it.
var Table = []Entry{
	{
		Refuse, requests, "an error with a code of your own", "code [message] [status]",
		"{do: refuse, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE}",
	},
	{Throttle, requests, "too many requests, in the vendor's words (429)", "", "{do: throttle, count: 3}"},
	{Broken, requests, "an internal error, in the vendor's words (500)", "", "{do: broken, action: CreateInstances}"},
	{
		Unavailable, requests, "out of service, in the vendor's words (503)", "",
		"{do: unavailable, service: bmc, count: 2}",
	},
	{
		HTML, requests, "the page of a gateway: 502, or status; 403 is a challenge", "[status]",
		"{do: html, status: 504}",
	},
	{Null, requests, "the body null (quote the word in YAML)", "", `{do: "null", action: DescribeInstances}`},
	{
		Truncate, requests, "the request is carried out, and half of the answer is sent", "",
		"{do: truncate, action: CreateInstances}",
	},
	{
		Drop, requests, "the connection is closed without an answer", "",
		"{do: drop, action: CreateInstances, after: true}",
	},
	{Hang, requests, "no answer until the client gives up", "", "{do: hang, action: CreateInstances, after: true}"},
	{Latency, requests, "the answer takes longer", "for", "{do: latency, for: 20ms, count: -1}"},
	{Clock, requests, "the vendor's clock is ahead; with a minus it is behind", "for", "{do: clock, for: -6m}"},
	{
		Total, requests, "lists report this many rows in all, whatever they hold", "total",
		"{do: total, total: 1000, action: DescribeInstances}",
	},

	{
		Late, purchases, "an error, and yet the machines appear later", "for [code] [message] [status]",
		"{do: late, for: 1m}",
	},
	{Partial, purchases, "only some of the machines are made", "keep", "{do: partial, keep: 2}"},
	{NoBalance, purchases, "the account cannot pay", "", "{do: no_balance}"},
	{
		NoPostpaid, purchases, "the account may not pay as it goes; with count -1 stock lists show it too", "",
		"{do: no_postpaid, count: -1}",
	},
	{
		SoldOut, purchases, "the stock is gone; with count -1 stock lists show it too", "",
		"{do: sold_out, count: -1}",
	},
	{
		Price, purchases, "prices move; with skip the first inquiry sees the old ones", "percent",
		"{do: price, percent: 12.5, skip: 1, count: -1}",
	},

	{CreateFailed, machines, "its creation fails", "[nth] [name]", "{do: create_failed, nth: 2}"},
	{InstallFailed, machines, "its installation fails", "[nth] [name]", "{do: install_failed, name: web-02}"},
	{Vanish, machines, "it disappears from the lists", "[nth] [name]", "{do: vanish, nth: 3}"},
	{Stuck, machines, "it stays in its first status", "[nth] [name]", "{do: stuck, name: web*}"},
	{
		OddStatus, machines, "it gets an undocumented status, for good or for a while",
		"word [for] [nth] [name]",
		"{do: odd_status, word: POLISHING, for: 1m}",
	},
	{
		Hide, machines, "it is missing from the first lists, or for a while", "polls or for [nth] [name]",
		"{do: hide, polls: 2, nth: 1}",
	},
	{
		WrongImage, machines, "it comes with another image: word, or any that runs on it", "[word] [nth] [name]",
		"{do: wrong_image, nth: 1}",
	},
	{
		NoRAID, machines, "it comes without its RAID and partitions (Zenlayer bare metal)", "[nth] [name]",
		"{do: no_raid}",
	},
	{
		NoTag, machines, "it comes without its tags, or without the one whose key is word (Zenlayer)",
		"[word] [nth] [name]",
		"{do: no_tag, word: env, nth: 2}",
	},
}

func kinds() []Kind {
	all := make([]Kind, len(Table))
	for i, e := range Table {
		all[i] = e.Kind
	}
	return all
}

// ofMachines reports whether the kind is about machines and not about the purchase as a whole.
func (k Kind) ofMachines() bool {
	return slices.ContainsFunc(Table, func(e Entry) bool { return e.Kind == k && e.Of == machines })
}

// fields lists the members of a fault and what they mean, in their order.
func fields() [][2]string {
	var all [][2]string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Fault]()) {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" {
			all = append(all, [2]string{name, f.Tag.Get("text")})
		}
	}
	return all
}

// Help is all kinds and fields, for a terminal.
func Help() string {
	var b strings.Builder
	b.WriteString("A faults file is a YAML or JSON list. Each fault happens once unless count says otherwise.\n" +
		"This one buys and loses the answer:\n\n  - {do: truncate, action: CreateInstances}\n\nFields:\n")
	for _, f := range fields() {
		fmt.Fprintf(&b, "  %-9s%s\n", f[0], f[1])
	}
	of := ""
	for _, e := range Table {
		if e.Of != of {
			of = e.Of
			fmt.Fprintf(&b, "\n%s:\n", of)
		}
		fmt.Fprintf(&b, "  %s  %s\n", e.Kind, e.Text)
		if e.Fields != "" {
			fmt.Fprintf(&b, "      fields: %s\n", e.Fields)
		}
		fmt.Fprintf(&b, "      - %s\n", e.Example)
	}
	return b.String()
}

// Markdown is Help as a part of a document.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| field | meaning |\n|---|---|\n")
	for _, f := range fields() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f[0], f[1])
	}
	of := ""
	for _, e := range Table {
		if e.Of != of {
			of = e.Of
			fmt.Fprintf(&b, "\n| %s | what happens | fields | example |\n|---|---|---|---|\n", strings.ToLower(of))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | `- %s` |\n", e.Kind, e.Text, e.Fields, e.Example)
	}
	return b.String()
}
