package config

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/textfile"
)

// SourceKind is a kind of place that credentials come from; profiles name it.
type SourceKind string

// The sources.
const (
	sourceEnv     SourceKind = "env"          // variables: those that were named, or the vendors' families
	SourceZeno    SourceKind = "zeno"         // ~/.zenlayer/credentials.json
	SourceTCCLI   SourceKind = "tccli"        // ~/.tccli/NAME.credential
	SourceTencent SourceKind = "tencentcloud" // ~/.tencentcloud/credentials
	sourceKeyring SourceKind = "keyring"      // the operating system's keyring, service metalwright
)

func sources() []string {
	return []string{
		string(sourceEnv), string(SourceZeno), string(SourceTCCLI), string(SourceTencent),
		string(sourceKeyring),
	}
}

// Ref says where the credential of a profile is, and how its product is reached. It holds no secret.
type Ref struct {
	Source   SourceKind
	Name     string // the entry: a profile of the vendor's tool, a user of the keyring; "" is the tool's own default
	KeyID    string // with sourceEnv: the variables; all "" means the vendors' families
	Secret   string
	Token    string
	Endpoint string // "" is the product's own
	Version  string // "" is the product's default
}

// Keyring reads secrets of the operating system's keyring; [keyring.ErrNotFound] means that the secret does not exist.
type Keyring interface {
	Get(service, user string) (string, error)
}

// SystemKeyring is the keyring of this machine's user.
type SystemKeyring struct{}

// Get reads one secret.
func (SystemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Sources are where credentials may be. They are only read, never written.
type Sources struct {
	Env  Lookup
	Home string // "" when there is no home directory
	// Read returns a file's content and mode; nil is [textfile.Read].
	Read    func(path string) ([]byte, fs.FileMode, error)
	Keyring Keyring          // nil: no keyring
	Now     func() time.Time // nil: temporary credentials count as lasting
}

// maxCredential is the most bytes of a file with credentials.
const maxCredential = 1 << 20

// Credential returns the credential that ref names for p, whole from that place. It has to be there: the error is
// never [ReasonNoKey]. Warnings, such as a file that others may read, come with or without an error.
func (l Sources) Credential(p *provider.Product, ref Ref) (Credential, []*Error, error) {
	c, warnings, err := l.credential(p, ref)
	if e, ok := errors.AsType[*Error](err); ok && e.Reason == ReasonNoKey {
		absent := *e
		absent.Reason = ReasonAbsent
		err = &absent
	}
	return c, warnings, err
}

// credential is [Sources.Credential] for callers that can do without: [ReasonNoKey] means that a place that was not
// named explicitly has no credential. The region from the environment comes after the region of the place.
func (l Sources) credential(p *provider.Product, ref Ref) (Credential, []*Error, error) {
	c, warnings, err := l.keyAt(p, ref)
	for _, f := range p.KeyNames {
		if err == nil && f.Region != "" {
			c = c.inRegion(l.value(f.Region))
		}
	}
	return c, warnings, err
}

func (l Sources) keyAt(p *provider.Product, ref Ref) (Credential, []*Error, error) {
	switch ref.Source {
	case sourceEnv:
		c, err := l.env(p, ref)
		return c, nil, err
	case sourceKeyring:
		c, err := l.keyring(ref)
		return c, nil, err
	case SourceZeno, SourceTCCLI, SourceTencent:
		if !slices.Contains(p.Tools.KeySources, string(ref.Source)) {
			break
		}
		return toolFiles(l).file(ref)
	}
	return Credential{}, nil, &Error{Reason: ReasonSource, Text: string(ref.Source), Names: sourcesOf(p)}
}

// sourcesOf are the sources that a profile may name for p.
func sourcesOf(p *provider.Product) []string {
	return append(append([]string{string(sourceEnv)}, p.Tools.KeySources...), string(sourceKeyring))
}

// env reads the named variables, or the vendors' families.
func (l Sources) env(p *provider.Product, ref Ref) (Credential, error) {
	if ref.KeyID == "" && ref.Secret == "" {
		return EnvironmentCredential(p, l.Env)
	}
	if ref.Token != "" && l.value(ref.Token) == "" { // temporary keys are useless without it
		return Credential{}, &Error{Reason: ReasonIncomplete, Names: []string{ref.Token}}
	}
	one := &provider.Product{ID: p.ID, KeyNames: []provider.CredentialEnv{{
		ID: ref.KeyID, Secret: ref.Secret,
		Token: ref.Token,
	}}}
	return EnvironmentCredential(one, l.Env)
}

// read returns the content of a file, with a warning when others may read it too. A file that is not there is
// [ReasonNoKey].
func (l toolFiles) read(path string) ([]byte, []*Error, error) {
	read := l.Read
	if read == nil {
		read = func(path string) ([]byte, fs.FileMode, error) { return textfile.Read(path, maxCredential) }
	}
	if l.Home == "" && strings.HasPrefix(path, "~") {
		return nil, nil, &Error{Reason: ReasonNoKey, Names: []string{path}}
	}
	b, mode, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, &Error{Reason: ReasonNoKey, Names: []string{path}}
	case err != nil:
		return nil, nil, &Error{Reason: ReasonFile, Names: []string{path}, Err: err}
	}
	const others = 0o077
	if mode.Perm()&others != 0 && runtime.GOOS != "windows" {
		return b, []*Error{{
			Reason: ReasonMode, Names: []string{path},
			Text: "0" + strconv.FormatUint(uint64(mode.Perm()), 8),
		}}, nil
	}
	return b, nil, nil
}

func (l Sources) value(name string) string {
	if l.Env == nil {
		return ""
	}
	return value(l.Env, name)
}

// toolFiles are the places that are files of the vendors' own tools.
type toolFiles Sources

// file reads the entry of a vendor's file.
func (l toolFiles) file(ref Ref) (Credential, []*Error, error) {
	if ref.Name != "" && !entryName().MatchString(ref.Name) {
		return Credential{}, nil, &Error{
			Reason: ReasonEntry, Names: []string{string(ref.Source)},
			Text: strconv.Quote(ref.Name),
		}
	}
	switch ref.Source {
	case SourceZeno:
		return l.zeno(ref.Name)
	case SourceTCCLI:
		return l.tccli(ref.Name)
	case SourceTencent:
		return l.tencent(ref.Name)
	case sourceEnv, sourceKeyring:
	}
	return Credential{}, nil, &Error{Reason: ReasonSource, Text: string(ref.Source)}
}

// variables name the entry or the file of a vendor's tool.
func variables(s SourceKind) string {
	switch s {
	case SourceZeno:
		return "ZENLAYER_PROFILE"
	case SourceTCCLI:
		return "TCCLI_PROFILE"
	case SourceTencent:
		return "TENCENTCLOUD_CREDENTIALS_FILE"
	case sourceEnv, sourceKeyring:
	}
	return ""
}

// entry is an entry of a vendor's file that is looked for.
type entry struct {
	name string
	by   string // what names it: a variable, a file; "" is the profile that the caller has read, or no name
	free bool   // not named explicitly: it is the tool's own default
}

// wanted is the entry name, or else that of the variable, or else the tool's own.
func (l toolFiles) wanted(name, variable string) entry {
	if name != "" {
		return entry{name: name}
	}
	if v := Sources(l).value(variable); v != "" {
		return entry{name: v, by: variable}
	}
	return entry{name: fallback, free: true}
}

// lacking is the error that the place has no such entry but those known.
func (e entry) lacking(place string, known []string) error {
	if e.free && len(known) == 0 {
		return &Error{Reason: ReasonNoKey, Names: []string{place}}
	}
	name := e.name
	if !entryName().MatchString(name) {
		name = strconv.Quote(name)
	}
	slices.Sort(known)
	return &Error{Reason: ReasonEntry, Names: []string{place}, Text: name, By: e.by, Known: known}
}

// unread is err of a file; one that is not there has the entry neither.
func (e entry) unread(err error) error {
	x, ok := errors.AsType[*Error](err)
	if !ok || x.Reason != ReasonNoKey || e.free {
		return err
	}
	return &Error{Reason: ReasonAbsent, Names: x.Names, By: e.by}
}

// whole is the credential at the place of the entry. An entry without any key counts as absent if it was not named
// explicitly.
func (e entry) whole(keyID, secret, token, place string) (Credential, error) {
	c, err := whole(keyID, secret, token, OriginFile, place)
	if x, ok := errors.AsType[*Error](err); ok && x.Reason == ReasonEntryEmpty && e.free {
		return c, &Error{Reason: ReasonNoKey, Names: x.Names}
	}
	return c, err
}

// home is a path below the home directory; it begins with "~" when there is no home directory.
func (l toolFiles) home(parts ...string) string {
	return filepath.Join(append([]string{cmp.Or(l.Home, "~")}, parts...)...)
}
