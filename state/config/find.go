package config

import (
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
)

// found is the result of looking at one of the places where credentials may be.
type found struct {
	credential Credential
	warnings   []*Error
	err        *Error // nil: there is a credential
	variable   string // that names this place; "" when no variable does
}

// Find returns the credential for p when no profile names one. It looks at the vendors' families in the environment,
// then at the files of the vendor's tools, starting with files that a variable names. The first place that has a
// credential wins; it is never completed from another, and warnings name the unused ones. A place that a variable
// names has to exist and be usable, and a file that exists has to be usable: otherwise the account of the next place
// would pay for a mistake. An incomplete credential is an error, because the operator meant a real account. When there
// is no credential anywhere, the error is [ReasonNoKey].
func (l Sources) Find(p *provider.Product) (Credential, []*Error, error) {
	all, err := l.look(p)
	if err != nil {
		return Credential{}, nil, err
	}
	var (
		won      *found
		warnings []*Error
		missing  []string
		other    *Error // there are credentials, and it is not said which to use
	)
	for i := range all {
		f := &all[i]
		switch {
		case f.err == nil && won == nil:
			won = f
			warnings = append(warnings, f.warnings...)
		case f.err == nil && f.credential.KeyID == won.credential.KeyID:
		case f.err == nil && f.variable != "" && won.variable != "":
			return Credential{}, warnings, &Error{Reason: ReasonClash, Names: []string{won.variable, f.variable}}
		case f.err == nil:
			warnings = append(warnings, &Error{Reason: ReasonShadow, Names: []string{f.credential.Source}})
		case f.err.Reason == ReasonNoKey:
			missing = append(missing, f.err.Names...)
		case f.err.Reason == ReasonEntry:
			other = f.err
		case won == nil:
			return Credential{}, f.warnings, f.err
		default:
			warnings = append(warnings, f.err)
		}
	}
	switch {
	case won != nil:
		return won.credential, warnings, nil
	case other != nil:
		return Credential{}, warnings, other
	}
	return Credential{}, warnings, &Error{Reason: ReasonNoKey, Names: missing}
}

// tokenZeno is the variable of a token, which the vendor's tool takes instead of a key; the vendor's APIs of today
// want a key.
const tokenZeno = "ZENLAYER_TOKEN"

// look looks at all places for p, those first that come first. The error is of one that the environment names, and
// cannot be used.
func (l Sources) look(p *provider.Product) ([]found, error) {
	env, err := l.at(p, sourceEnv)
	if err != nil || env.err != nil && env.err.Reason != ReasonNoKey {
		return nil, errors.Join(err, env.error())
	}
	if env.err != nil && slices.Contains(p.Tools.KeySources, string(SourceZeno)) && l.value(tokenZeno) != "" {
		return nil, &Error{Reason: ReasonKeyless, Names: []string{tokenZeno}, Text: "token"}
	}
	var named, free []found
	for _, s := range p.Tools.KeySources {
		f, err := l.at(p, SourceKind(s))
		if err != nil {
			return nil, err
		}
		if v := variables(SourceKind(s)); l.value(v) == "" {
			free = append(free, f)
			continue
		} else if f.variable = v; f.err != nil {
			return nil, f.err
		}
		named = append(named, f)
	}
	return append(append([]found{env}, named...), free...), nil
}

// at looks at one place.
func (l Sources) at(p *provider.Product, s SourceKind) (found, error) {
	c, warnings, err := l.credential(p, Ref{Source: s})
	f := found{credential: c, warnings: warnings}
	if err != nil && !errors.As(err, &f.err) {
		return f, err
	}
	return f, nil
}

func (f found) error() error {
	if f.err == nil {
		return nil
	}
	return f.err
}
