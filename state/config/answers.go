package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// Answer is the answer that a profile gives where an order leaves one open.
type Answer struct {
	Field  provider.Field
	Text   string // as [provider.Answer.Set] takes it; it is valid, and not empty
	Source string // where the answer is written: "config.yaml:12"
}

// Answers are those of a profile, in the order of its file.
type Answers []Answer

// Suggested is s with the answers that it leaves open and p asks for: what a person is asked begins with them.
func (a Answers) Suggested(p *provider.Product, s provider.Spec) provider.Spec {
	s = s.Clone()
	for _, x := range a {
		if p.Has(x.Field) {
			x.fill(&s)
		}
	}
	return s
}

// Filled returns s, the answers of an order file, completed by the defaults that p asks for and s leaves open, and the
// defaults that were used. A paid term is never filled in: a file has to name it. The same is true of an answer that
// belongs to another one in the file, such as the version of its image, or that excludes one: excluded counts the
// answers of a spec that do not fit the others.
func (a Answers) Filled(
	p *provider.Product, s provider.Spec, excluded func(provider.Spec) int,
) (provider.Spec, Answers) {
	isAnswered := func(f provider.Field) bool { return provider.Answered(s, f) }
	open := slices.DeleteFunc(slices.Clone(a), func(x Answer) bool {
		return !p.Has(x.Field) || slices.Contains(terms[:], x.Field) || slices.ContainsFunc(together(x.Field), isAnswered)
	})
	var taken Answers
	s = s.Clone()
	for before := -1; before < len(taken); { // an answer may come before the one that it needs
		before = len(taken)
		open = slices.DeleteFunc(open, func(x Answer) bool {
			with := s.Clone()
			if !x.fill(&with) {
				return true
			}
			if excluded(with) > excluded(s) {
				return false
			}
			s, taken = with, append(taken, x)
			return true
		})
	}
	return s, taken
}

// fill answers s, unless it has another answer. It reports whether it did.
func (x Answer) fill(s *provider.Spec) bool {
	b, ok := provider.TextFor(x.Field)
	return ok && b.Get(s) == "" && b.Set(s, x.Text) == nil
}

// terms are the answers that promise to pay for a time.
var terms = [...]provider.Field{provider.FieldMonths, provider.FieldCommitment}

// together are the answers that f belongs to: who has one of them means the others, too.
func together(f provider.Field) []provider.Field {
	for _, group := range [...][]provider.Field{
		{provider.FieldZone, provider.FieldRegion},
		{provider.FieldImage, provider.FieldImageVersion, provider.FieldIPXE},
		{provider.FieldCIDRBlock, provider.FieldCIDRStart},
		{provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair},
	} {
		if slices.Contains(group, f) {
			return group
		}
	}
	return []provider.Field{f}
}

// answers reads the answers of the profile whose keys begin with prefix.
func (r *reader) answers(prefix string, v map[string]any) Answers {
	var all Answers
	for key, x := range v {
		text, _ := x.(string)
		if p := answerFault(provider.Field(key), text); p.Reason != "" {
			r.fault(prefix+key, p)
			continue
		}
		all = append(all, Answer{provider.Field(key), text, r.place(prefix + key)})
	}
	slices.SortFunc(all, func(a, b Answer) int { return r.doc.Compare(prefix+string(a.Field), prefix+string(b.Field)) })
	return all
}

// answerFault is the problem with an answer: every answer of one line may have a default, except secrets and consents.
func answerFault(f provider.Field, text string) problem {
	b, ok := provider.TextFor(f)
	if !ok || b.Kind == provider.ConsentValue {
		return problem{Reason: strict.ReasonUnknown, Allowed: "zone, type, image, network.charge, ..."}
	}
	if strings.TrimSpace(text) == "" {
		return problem{Reason: strict.ReasonEmpty}
	}
	if len(b.Words) > 0 && !slices.Contains(b.Words, text) {
		return problem{
			Reason: strict.ReasonWord, Got: strict.Shown(text), Allowed: strings.Join(b.Words, ", "),
			Nearest: provider.Nearest(text, b.Words),
		}
	}
	err := b.Set(&provider.Spec{}, text)
	switch {
	case err == nil:
		return problem{}
	case err.Rule == provider.RuleMin:
		return problem{Reason: strict.ReasonMin, Got: strict.Shown(text), Allowed: strconv.Itoa(err.Limit)}
	case err.Rule == provider.RuleMax:
		return problem{Reason: strict.ReasonRange, Got: strict.Shown(text), Allowed: "1 to " + strconv.Itoa(err.Limit)}
	}
	return problem{Reason: strict.ReasonFormat, Got: strict.Shown(text), Allowed: err.Allowed}
}
