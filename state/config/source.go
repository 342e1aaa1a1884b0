package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/metalwright/metalwright/provider"
)

// SourceKind is a kind of place that credentials come from; profiles name it.
type SourceKind string

// The sources.
const (
	SourceEnv     SourceKind = "env"          // variables: those that were named, or the vendors' families
	SourceZeno    SourceKind = "zeno"         // ~/.zenlayer/credentials.json
	SourceTCCLI   SourceKind = "tccli"        // ~/.tccli/NAME.credential
	SourceTencent SourceKind = "tencentcloud" // ~/.tencentcloud/credentials
	SourceKeyring SourceKind = "keyring"      // the operating system's keyring, service metalwright
)

func sources() []string {
	return []string{string(SourceEnv), string(SourceZeno), string(SourceTCCLI), string(SourceTencent), string(SourceKeyring)}
}

// Ref says where the credential of a profile is, and how its product is reached. It holds no secret.
type Ref struct {
	Source   SourceKind
	Name     string // the entry: a profile of the vendor's tool, a user of the keyring; "" is the tool's own default
	KeyID    string // with SourceEnv: the variables; all "" means the vendors' families
	Secret   string
	Token    string
	Endpoint string // "" is the product's own
	Version  string // "" is the product's default
}

// Keyring reads secrets of the operating system's keyring; [keyring.ErrNotFound] says that there is none.
type Keyring interface {
	Get(service, user string) (string, error)
}

// SystemKeyring is the keyring of this machine's user.
type SystemKeyring struct{}

// Get reads one secret.
func (SystemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Places is where credentials may be. Nothing is ever written to them.
type Places struct {
	Env  Lookup
	Home string // "" when there is none
	// Read returns a file's content and mode; nil is [ReadFile].
	Read    func(path string) ([]byte, fs.FileMode, error)
	Keyring Keyring          // nil: there is none
	Now     func() time.Time // nil: temporary credentials count as lasting
}

// ReadFile reads a credential file of at most 1 MB.
func ReadFile(path string) ([]byte, fs.FileMode, error) {
	const most = 1 << 20
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, 0, &fs.PathError{Op: "read", Path: path, Err: fs.ErrInvalid}
	}
	b, err := os.ReadFile(path) //nolint:gosec // the operator's own files
	return b, info.Mode(), err
}

// Credential returns the credential that ref names for p, whole from that place. Warnings, such as a file that others may read, come
// with or without an error.
func (l Places) Credential(p *provider.Product, ref Ref) (Credential, []*Error, error) {
	switch ref.Source {
	case SourceEnv:
		c, err := l.env(p, ref)
		return c, nil, err
	case SourceKeyring:
		c, err := l.keyring(ref)
		return c, nil, err
	case SourceZeno, SourceTCCLI, SourceTencent:
		if !slices.Contains(p.Tools.KeySources, string(ref.Source)) {
			break
		}
		return l.file(ref)
	}
	return Credential{}, nil, &Error{Reason: ReasonSource, Text: string(ref.Source), Names: sourcesOf(p)}
}

// sourcesOf are the sources that a profile may name for p.
func sourcesOf(p *provider.Product) []string {
	return append(append([]string{string(SourceEnv)}, p.Tools.KeySources...), string(SourceKeyring))
}

// Find returns the credential for p when no profile names one: the vendors' families of the environment, then the files of the vendor's
// tools. The first place that has one wins; it is never completed from another, and warnings name those that are not used. Half a
// credential is an error, for the operator meant a real account. No credential anywhere is [ReasonNoKey].
func (l Places) Find(p *provider.Product) (Credential, []*Error, error) {
	var (
		won      *Credential
		warnings []*Error
		missing  []string
	)
	for _, source := range append([]SourceKind{SourceEnv}, fileSources(p)...) {
		c, w, err := l.Credential(p, Ref{Source: source})
		if won == nil {
			warnings = append(warnings, w...)
		}
		switch e, _ := errors.AsType[*Error](err); {
		case err == nil && won == nil:
			won = &c
		case err == nil && c.KeyID != won.KeyID:
			warnings = append(warnings, &Error{Reason: ReasonShadow, Names: []string{c.Source}})
		case err == nil || won != nil:
		case e != nil && (e.Reason == ReasonNoKey || e.Reason == ReasonEntry):
			missing = append(missing, e.Names...)
		default:
			return Credential{}, warnings, err
		}
	}
	if won == nil {
		return Credential{}, warnings, &Error{Reason: ReasonNoKey, Names: missing}
	}
	return *won, warnings, nil
}

func fileSources(p *provider.Product) []SourceKind {
	var out []SourceKind
	for _, s := range p.Tools.KeySources {
		out = append(out, SourceKind(s))
	}
	return out
}

// env reads the named variables, or the vendors' families.
func (l Places) env(p *provider.Product, ref Ref) (Credential, error) {
	if ref.KeyID == "" && ref.Secret == "" {
		return EnvironmentCredential(p, l.Env)
	}
	one := &provider.Product{ID: p.ID, KeyNames: []provider.CredentialEnv{{ID: ref.KeyID, Secret: ref.Secret, Token: ref.Token}}}
	return EnvironmentCredential(one, l.Env)
}

// read returns the content of a file, with a warning when others may read it too.
func (l Places) read(path string) ([]byte, []*Error, error) {
	read := l.Read
	if read == nil {
		read = ReadFile
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
		return b, []*Error{{Reason: ReasonMode, Names: []string{path}, Text: "0" + strconv.FormatUint(uint64(mode.Perm()), 8)}}, nil
	}
	return b, nil, nil
}

func (l Places) value(name string) string {
	if l.Env == nil {
		return ""
	}
	return value(l.Env, name)
}

// file reads the entry of a vendor's file.
func (l Places) file(ref Ref) (Credential, []*Error, error) {
	if ref.Name != "" && !entryName.MatchString(ref.Name) {
		return Credential{}, nil, &Error{Reason: ReasonEntry, Names: []string{string(ref.Source)}, Text: ref.Name}
	}
	if l.Home == "" {
		return Credential{}, nil, &Error{Reason: ReasonNoKey, Names: []string{"~"}}
	}
	switch ref.Source {
	case SourceZeno:
		return l.zeno(ref.Name)
	case SourceTCCLI:
		return l.tccli(ref.Name)
	case SourceTencent:
		return l.tencent(ref.Name)
	case SourceEnv, SourceKeyring:
	}
	return Credential{}, nil, &Error{Reason: ReasonSource, Text: string(ref.Source)}
}

func (l Places) home(parts ...string) string {
	return filepath.Join(append([]string{l.Home}, parts...)...)
}
