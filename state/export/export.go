// Package export writes orders for other tools: order files, the vendor's own command line, Terraform, inventories.
// Its output never holds a secret. If a tool cannot express a part of an order, that is an error; nothing is left out
// silently.
package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/orderfile"
)

// Format names what is written.
type Format string

// The formats. Zeno and TCCLI are the command lines of vendors, and only for the products that these sell.
const (
	YAML      Format = "yaml"
	JSON      Format = "json"
	Curl      Format = "curl"
	Zeno      Format = "zeno"
	TCCLI     Format = "tccli"
	Terraform Format = "terraform"
	Go        Format = "go"
	SSHConfig Format = "ssh-config"
	Ansible   Format = "ansible"
	// KnownHosts are the keys that machines answered with when they were asked.
	KnownHosts Format = "known_hosts"
	CSV        Format = "csv"
)

// Formats lists all formats, in the order in which they are offered.
func Formats() []Format {
	return []Format{YAML, JSON, Curl, Zeno, TCCLI, Terraform, Go, SSHConfig, Ansible, KnownHosts, CSV}
}

// asksHost reports whether the tool knows the product, and takes a host instead of an address for its endpoint.
func (f Format) asksHost(p *provider.Product) bool {
	return f == Terraform || (f == Zeno || f == TCCLI) && p.Tools.CLI.Tool == string(f)
}

// buys reports whether the format is a purchase in the words of another tool, which is as the account's version of the
// API takes it.
func (f Format) buys() bool { return f == Curl || f == Zeno || f == TCCLI || f == Terraform || f == Go }

// Source is what is exported.
type Source struct {
	Product *provider.Product
	File    *orderfile.File // of an order that was placed: [orderfile.FromSpec] of its spec
	// Reader supplies the form of the vendor's requests and of the machines' names; it sends no requests. Only YAML
	// and JSON can do without it.
	Reader    provider.Reader
	Region    string              // of the zone, where the product has one; "" leaves it to a variable of the shell
	Version   string              // of the API; "" is the product's default
	Endpoint  string              // "" is the product's own
	OrderID   string              // "" before it was ordered
	Instances []provider.Instance // the machines; nil before they were ordered
	ASCII     bool                // no character beyond ASCII is written
	User      string              // whom SSH logs in as; "": by the image, or SSH decides
	Simulated bool                // the order is on the simulated cloud, whose address changes with each start
	Known     provider.Known      // what was looked up for the order; the zero value for one that was placed
	// HostKeys are those of the machines, for KnownHosts.
	HostKeys map[netip.Addr]ssh.PublicKey
}

// UnsupportedError is what a format cannot express.
type UnsupportedError struct {
	Format  Format
	Product provider.ProductID
	// Fields are the answers that it has no words for; nil when it does not know the product, or cannot ask its
	// endpoint.
	Fields []provider.Field
	Why    []Reason // reasons that are not obvious from the fields; may be nil
}

// Reason is why a format cannot express an answer, or the order at all: a key below "export_why." in the message
// catalogue.
type Reason string

// The reasons.
const (
	WhyCategory Reason = "category" // the tool leaves the disk's category to the vendor, whose pages disagree on it
	WhyTraffic  Reason = "traffic"  // the tool wants a traffic package with a prepaid term, and none otherwise
	WhyName     Reason = "name"     // the tool names a machine that has no name, and refuses names of one character
	WhyZero     Reason = "zeros"    // the tool sends no 0 and no false
	WhyEndpoint Reason = "endpoint" // the tool asks a host, and the account's endpoint is below a path of one
)

// Error is for logs.
func (e *UnsupportedError) Error() string {
	if slices.Contains(e.Why, WhyEndpoint) {
		return fmt.Sprintf("%s cannot ask an endpoint that has a path", e.Format)
	}
	if len(e.Fields) == 0 {
		return fmt.Sprintf("%s does not know %s", e.Format, e.Product)
	}
	words := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		words[i] = string(f)
	}
	return fmt.Sprintf("%s cannot express for %s: %s", e.Format, e.Product, strings.Join(words, ", "))
}

// Errors of [Write].
var (
	ErrFormat      = errors.New("no such format")
	ErrNoInstances = errors.New("there are no machines with addresses yet")
)

// Write writes s to w as f. The error is an [*UnsupportedError], [ErrFormat], [ErrNoInstances], or w's; or, of a
// format that buys, the faults that the product finds in the order, each a [*provider.Error]. Only before w's error
// something is written.
func Write(w io.Writer, f Format, s Source) error {
	s.File = withoutText(s.File)
	text, err := render(f, s)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func render(f Format, s Source) ([]byte, error) {
	if f.buys() {
		if len(s.File.Spec.Network.Make) > 0 { // they are bought one request after another, and looked up between them
			fields := []provider.Field{provider.FieldPrivate, provider.FieldPublic}
			return nil, &UnsupportedError{Format: f, Product: s.File.Spec.Product, Fields: fields}
		}
		if f.asksHost(s.Product) && s.elsewhere() && !s.Simulated && s.host() == "" {
			return nil, &UnsupportedError{Format: f, Product: s.Product.ID, Why: []Reason{WhyEndpoint}}
		}
		if err := s.check(); err != nil {
			return nil, err
		}
	}
	switch f {
	case YAML:
		doc, err := s.File.YAML()
		return s.inASCII(doc), err
	case JSON:
		doc, err := s.File.JSON()
		return provider.CleanJSON(doc, s.ASCII), err
	case Curl:
		return curl(s)
	case Zeno, TCCLI:
		return commandLine(f, s)
	case Terraform:
		return terraform(s)
	case Go:
		return golang(s)
	case SSHConfig:
		return sshConfig(s)
	case Ansible:
		doc, err := ansible(s)
		return s.inASCII(doc), err
	case KnownHosts:
		return knownHosts(s)
	case CSV:
		return table(s)
	}
	return nil, fmt.Errorf("%w: %q", ErrFormat, f)
}

// check applies the product's rules: what the version of the API does not know would be left out of its request. A
// secret of which only the source is known is taken to be a good one.
func (s Source) check() error {
	if s.Reader == nil {
		return nil
	}
	spec := s.File.Spec.Clone()
	if !s.File.Password.IsZero() {
		spec.Access.Password = provider.NewSecret("Stand-in1")
		if p, ok := provider.As[provider.Passworder](s.Reader); ok {
			spec.Access.Password = p.NewPassword()
		}
	}
	if !s.File.InitScript.IsZero() {
		spec.Access.InitScript = provider.NewSecret("#!/bin/sh\n")
	}
	var faults []*provider.Error
	for _, e := range provider.All(s.Reader.Check(spec, s.Known)) {
		// What is sold out today may not be tomorrow; and an order that was placed was checked then, but for the
		// version of this account.
		today := e.Rule == provider.RuleSoldOut || e.Rule == provider.RuleQuota
		if !today && (s.OrderID == "" || e.Rule == provider.RuleUnsupported) {
			faults = append(faults, e)
		}
	}
	return provider.Join(faults...)
}

// inASCII escapes the characters of a YAML document beyond ASCII; all of them are between double quotes, where YAML
// allows escapes.
func (s Source) inASCII(doc []byte) []byte {
	if !s.ASCII {
		return doc
	}
	return []byte(beyond().ReplaceAllStringFunc(string(doc), escape))
}

// beyond are the characters beyond ASCII.
var beyond = pattern.Lazy(`[^\x00-\x7e]`)

// escape is a character as YAML and HCL write it.
func escape(text string) string {
	r, _ := utf8.DecodeRuneInString(text)
	if r > 0xffff {
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// escaped is text between quotes, in ASCII, as HCL has it.
func escaped(text string) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always encodes
	return beyond().ReplaceAllStringFunc(strings.TrimSuffix(out.String(), "\n"), escape)
}

// withoutText is the file without a script that is written in it: a script may hold secrets.
func withoutText(f *orderfile.File) *orderfile.File {
	c := *f
	c.Spec.Access.Password, c.Spec.Access.InitScript = provider.Secret{}, provider.Secret{}
	if c.InitScript.Kind == orderfile.SourceText {
		c.InitScript = orderfile.Source{Kind: orderfile.SourceFile, Name: orderfile.DefaultScript}
	}
	return &c
}

// unsupported makes the error for params that cannot be expressed, nil when there are no such params.
func unsupported(f Format, p *provider.Product, params []string, why ...Reason) error {
	if len(params) == 0 {
		return nil
	}
	e := &UnsupportedError{Format: f, Product: p.ID, Why: why}
	for _, name := range params {
		field := fieldOf(p, name)
		if !slices.Contains(e.Fields, field) {
			e.Fields = append(e.Fields, field)
		}
	}
	return e
}

// fieldOf is the answer that the parameter carries.
func fieldOf(p *provider.Product, param string) provider.Field {
	for _, row := range p.Params {
		if row.Name == param {
			return row.Field
		}
	}
	return provider.Field(param)
}
