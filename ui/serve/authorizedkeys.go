package serve

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/config"
)

// authorizedKeys are the keys that are let in. It is not changed once it is made.
type authorizedKeys struct {
	keys  map[string][]keyEntry // by user name and key
	users map[string]bool       // who has a key of their own
	names map[string][]string   // of a key: whose it is, by its fingerprint
	cas   map[string]bool       // keys that sign user certificates
}

// keyEntry is the conditions of one key.
type keyEntry struct {
	from    []netip.Prefix // nil: from anywhere
	expires time.Time      // zero: never
}

// Why a key is refused.
var (
	errKey         = errors.New("no such key for this user")
	errSource      = errors.New("not from this address")
	errExpired     = errors.New("the key has expired")
	errHostCert    = errors.New("a host's certificate")
	errNoPrincipal = errors.New("the certificate names no user")
	errAuthority   = errors.New("signed by nobody who is trusted")
	errWeak        = errors.New("signed with SHA-1")
)

// allow reports why key does not let user in from addr at now; nil when it does. It is asked about keys that
// are only offered, and stores nothing.
func (r *authorizedKeys) allow(user string, key gossh.PublicKey, addr net.Addr, now time.Time) error {
	cert, ok := key.(*gossh.Certificate)
	if !ok {
		return r.allowKey(user, key, addr, now)
	}
	switch {
	case !config.IsUser(user):
		return errKey
	case cert.CertType != gossh.UserCert:
		return errHostCert
	case len(cert.ValidPrincipals) == 0: // the library takes such a certificate for everybody's
		return errNoPrincipal
	case !r.cas[string(cert.SignatureKey.Marshal())]:
		return errAuthority
	case cert.Signature == nil || len(withoutSHA1([]string{cert.Signature.Format})) == 0:
		return errWeak
	}
	if list, ok := cert.CriticalOptions["source-address"]; ok {
		from, fault := prefixes(list)
		if fault != nil || !within(from, addr) {
			return errSource
		}
	}
	c := &gossh.CertChecker{SupportedCriticalOptions: []string{"source-address"}, Clock: func() time.Time { return now }}
	return c.CheckCert(user, cert)
}

func (r *authorizedKeys) allowKey(user string, key gossh.PublicKey, addr net.Addr, now time.Time) error {
	why := errKey
	for _, g := range r.keys[entryKey(user, key)] {
		switch {
		case !g.expires.IsZero() && !now.Before(g.expires):
			why = errExpired
		case g.from != nil && !within(g.from, addr):
			why = errSource
		default:
			return nil
		}
	}
	return why
}

// shared reports whether one key is under both names: they may be one person.
func (r *authorizedKeys) shared(a, b string) bool {
	for _, names := range r.names {
		if a != b && slices.Contains(names, a) && slices.Contains(names, b) {
			return true
		}
	}
	return false
}

func entryKey(user string, key gossh.PublicKey) string { return user + "\x00" + string(key.Marshal()) }

// host is the address of a connection; the zero address when it has none.
func host(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap().WithZone("")
}

func within(from []netip.Prefix, a net.Addr) bool {
	ip := host(a)
	return slices.ContainsFunc(from, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// prefixes reads addresses and networks, separated by commas. The patterns and negations of sshd are not taken.
func prefixes(list string) ([]netip.Prefix, *Fault) {
	all := []netip.Prefix{}
	for word := range strings.SplitSeq(list, ",") {
		if a, err := netip.ParseAddr(word); err == nil {
			a = a.Unmap()
			all = append(all, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(word)
		if err != nil {
			return nil, &Fault{Reason: faultNetwork, Got: word}
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// newAuthorizedKeys reads the lines of an authorized-keys file and of a file of trusted authorities; nil is none. One
// bad line is an error that names it: what follows a line that was skipped might be what the administrator meant by it.
func newAuthorizedKeys(keys, cas []byte, keysName, casName string) (*authorizedKeys, error) {
	r := &authorizedKeys{
		keys: map[string][]keyEntry{}, users: map[string]bool{}, names: map[string][]string{}, cas: map[string]bool{},
	}
	faults := append(
		lines(keys, keysName, r.addKey),
		lines(cas, casName, func(key gossh.PublicKey, _ string, options []string) *Fault {
			if len(options) > 0 {
				return &Fault{Reason: faultAuthority, Got: options[0]}
			}
			r.cas[string(key.Marshal())] = true
			return nil
		})...,
	)
	if len(faults) > 0 {
		return nil, &FaultsError{faults}
	}
	return r, nil
}

// lines hands every key of a file to add.
func lines(data []byte, name string, add func(key gossh.PublicKey, comment string, options []string) *Fault) []Fault {
	var faults []Fault
	n := 0
	for line := range bytes.Lines(data) {
		n++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, comment, options, _, err := gossh.ParseAuthorizedKey(line)
		var fault *Fault
		if err != nil {
			fault = &Fault{Reason: faultKey}
		} else if _, ok := key.(*gossh.Certificate); ok {
			fault = &Fault{Reason: faultCertificate}
		} else {
			fault = add(key, comment, options)
		}
		if fault != nil {
			fault.File, fault.Line = name, n
			faults = append(faults, *fault)
		}
	}
	return faults
}

// addKey takes one line of an authorized-keys file. The key is its user's alone: those of the option principals, or the
// comment up to "@". An option twice is refused, or the strictest of both counts, as sshd has it.
func (r *authorizedKeys) addKey(key gossh.PublicKey, comment string, options []string) *Fault {
	var g keyEntry
	users, seen := []string{}, map[string]bool{}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		value = strings.Trim(value, `"`)
		var fault *Fault
		switch name = strings.ToLower(name); name {
		case "principals", "from":
			if seen[name] {
				fault = &Fault{Reason: faultTwice, Got: name}
				break
			}
			seen[name] = true
			if name == "from" {
				g.from, fault = prefixes(value)
			} else {
				users = strings.Split(value, ",")
			}
		case "expiry-time":
			var t time.Time
			if t, fault = expiry(value); g.expires.IsZero() || t.Before(g.expires) {
				g.expires = t
			}
		case "no-port-forwarding", "no-agent-forwarding", "no-x11-forwarding", "no-user-rc": // it is always so
		default:
			fault = &Fault{Reason: faultOption, Got: name}
		}
		if fault != nil {
			return fault
		}
	}
	if len(users) == 0 {
		first, _, _ := strings.Cut(strings.TrimSpace(comment), " ")
		name, _, _ := strings.Cut(first, "@")
		users = []string{name}
	}
	for _, u := range users {
		if !config.IsUser(u) {
			return &Fault{Reason: faultUser, Got: u}
		}
		at := entryKey(u, key)
		r.keys[at] = append(r.keys[at], g)
		r.users[u] = true
		if f := gossh.FingerprintSHA256(key); !slices.Contains(r.names[f], u) {
			r.names[f] = append(r.names[f], u)
		}
	}
	return nil
}

// expiry reads YYYYMMDD[HHMM[SS]][Z], in the server's time zone without Z (sshd(8), AUTHORIZED_KEYS FILE FORMAT, read
// 2026-11).
func expiry(text string) (time.Time, *Fault) {
	zone := time.Local
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	layouts := []string{"20060102", "200601021504", "20060102150405"}
	i := slices.IndexFunc(layouts, func(l string) bool { return len(l) == len(digits) })
	if i < 0 {
		return time.Time{}, &Fault{Reason: faultForm, Got: text}
	}
	t, err := time.ParseInLocation(layouts[i], digits, zone)
	if err != nil {
		return time.Time{}, &Fault{Reason: faultMoment, Got: text}
	}
	return t, nil
}
