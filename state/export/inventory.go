package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/login"
)

// host is a machine that can be reached.
type host struct {
	alias   string
	address netip.Addr
	user    string // whom SSH logs in as; "" leaves it to SSH
	machine provider.Instance
}

// hosts are the machines with an address, each under a name of its own.
func hosts(s Source) ([]host, error) {
	var out []host
	used := map[string]bool{}
	for _, m := range s.Instances {
		addrs := append(append([]netip.Addr{}, m.Public...), m.Private...)
		if len(addrs) == 0 || m.Status == provider.StatusVanished || m.Status == provider.StatusReleased {
			continue
		}
		h := host{alias: alias(m.Name), address: addrs[0].WithZone(""), machine: m, user: alias(s.User)}
		if h.user == "" && provider.SystemOf(m.ImageName) != "" {
			h.user = login.Of(provider.Spec{}, m).User
		}
		if h.alias == "" || used[h.alias] {
			h.alias = strings.Trim(h.alias+"-"+alias(string(m.ID)), "-")
		}
		used[h.alias] = true
		out = append(out, h)
	}
	if len(out) == 0 {
		return nil, ErrNoInstances
	}
	return out, nil
}

var unnamed = pattern.Lazy(`[^A-Za-z0-9._-]+`)

// alias is a name as SSH and Ansible take it, without patterns.
func alias(name string) string { return strings.Trim(unnamed().ReplaceAllString(name, "-"), "-") }

func sshConfig(s Source) ([]byte, error) {
	all, err := hosts(s)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for i, h := range all {
		if i > 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(&out, "# %s %s\nHost %s\n  HostName %s\n", s.Product.ID, alias(string(h.machine.ID)), h.alias, h.address)
		if h.user != "" {
			fmt.Fprintf(&out, "  User %s\n", h.user)
		}
	}
	return out.Bytes(), nil
}

// ansible is an inventory in YAML: one group, with the known facts of each host as variables.
func ansible(s Source) ([]byte, error) {
	all, err := hosts(s)
	if err != nil {
		return nil, err
	}
	group := "metalwright"
	if s.OrderID != "" {
		group += "_" + strings.Trim(unlabelled().ReplaceAllString(s.OrderID, "_"), "_")
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "all:\n  children:\n    %s:\n      hosts:\n", group)
	for _, h := range all {
		fmt.Fprintf(&out, "        %s:\n", strict.Scalar(h.alias))
		set := func(name, value string) {
			if value != "" {
				fmt.Fprintf(&out, "          %s: %s\n", name, strict.Scalar(value))
			}
		}
		set("ansible_host", h.address.String())
		set("ansible_user", h.user)
		set("metalwright_product", string(s.Product.ID))
		set("metalwright_instance", string(h.machine.ID))
		set("metalwright_zone", string(h.machine.Zone))
		set("metalwright_type", string(h.machine.Type))
	}
	return out.Bytes(), nil
}

// knownHosts has a line for each machine whose key is known, under its address and the name that ssh-config gives it.
func knownHosts(s Source) ([]byte, error) {
	all, err := hosts(s)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, h := range all {
		if key, ok := s.HostKeys[h.address]; ok {
			names := []string{knownhosts.Normalize(h.address.String()), h.alias}
			out.WriteString(knownhosts.Line(names, key) + "\n")
			continue
		}
		fmt.Fprintf(&out, "# %s %s: no answer\n", h.alias, h.address)
	}
	return out.Bytes(), nil
}

// table is a row for each machine, or for each that would be ordered.
func table(s Source) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{
		"order", "product", "zone", "type", "image", "name", "hostname", "instance", "status", "vendor_status",
		"public", "private", "created",
	}}
	machines := s.Instances
	if machines == nil {
		var err error
		if machines, err = wanted(s); err != nil {
			return nil, err
		}
	}
	for _, m := range machines {
		created := ""
		if !m.Created.IsZero() {
			created = m.Created.UTC().Format(time.RFC3339)
		}
		rows = append(rows, clean(
			s.OrderID, string(s.Product.ID), string(m.Zone), string(m.Type), string(m.Image), m.Name, m.Hostname,
			string(m.ID), string(m.Status),
			m.VendorStatus, addresses(m.Public), addresses(m.Private), created,
		))
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// clean makes cells fit for a terminal: CSV has no escapes of its own.
func clean(cells ...string) []string {
	for i, c := range cells {
		cells[i] = provider.Clean(c)
	}
	return cells
}

// wanted are the machines that the order would make.
func wanted(s Source) ([]provider.Instance, error) {
	spec := s.File.Spec
	names, err := s.Reader.Names(spec, 0)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Instance, spec.Machines())
	for i := range out {
		out[i] = provider.Instance{Zone: spec.Zone, Type: spec.Type, Image: spec.Image}
		if i < len(names) {
			out[i].Name, out[i].Hostname = names[i].Instance, names[i].Hostname
		}
	}
	return out, nil
}

func addresses(addrs []netip.Addr) string {
	words := make([]string, len(addrs))
	for i, a := range addrs {
		words[i] = a.String()
	}
	return strings.Join(words, " ")
}
