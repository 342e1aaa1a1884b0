package orderfile

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
)

// PlanFormat is the value of the key format in every plan.
const PlanFormat = "metalwright-plan/v1"

// MaxPlan is the most bytes that a plan may have.
const MaxPlan = 1 << 20

// Plan is an order that was checked and priced, frozen until it expires. It holds no secret: Password and InitScript
// say where they come from, and ScriptSHA256 which script was checked.
type Plan struct {
	Format  string         `json:"format"`
	ID      string         `json:"id"` // of the order
	Account string         `json:"account"`
	Profile string         `json:"profile,omitzero"`
	Spec    provider.Spec  `json:"spec"`
	Quote   provider.Quote `json:"quote"`
	Created time.Time      `json:"created"`
	Expires time.Time      `json:"expires"`

	Password     string `json:"password,omitzero"`    // as in an order file: "generate"
	InitScript   string `json:"init_script,omitzero"` // "file:PATH"
	ScriptSHA256 string `json:"script_sha256,omitzero"`
	ReleaseAt    string `json:"release_at,omitzero"` // as in an order file

	// Names are the other names of an order from the file that the plan was made of, so that the file and the plan
	// count as one order. Plans of earlier versions have none.
	Names []string `json:"names,omitempty"`

	// Hash is the SHA-256 of all of the above in its canonical form. [Plan.Encode] sets it.
	Hash string `json:"hash"`
}

// Errors of plans.
var (
	ErrPlanFormat  = errors.New("this is not a plan of metalwright")
	ErrPlanHash    = errors.New("the plan was changed after it was made")
	ErrPlanID      = errors.New("the plan has no id that an order may have")
	ErrPlanExpired = errors.New("the plan has expired")
	ErrPlanAccount = errors.New("the plan is for another account")
	ErrPlanStale   = errors.New("the price has changed since the plan was made")
	ErrPlanScript  = errors.New("the script has changed since the plan was made")
	ErrPlanText    = errors.New("a plan cannot hold the text of a script: put it into a file")
)

// NewPlan freezes f with its complete spec, priced as q for the account, until expires. p is the spec's product. The
// error is [ErrPlanText] for a script that is written in the order file itself.
func NewPlan(
	f *File, p *provider.Product, s provider.Spec, q provider.Quote, account, profile string, created, expires time.Time,
) (*Plan, error) {
	if f.InitScript.Kind == SourceText {
		return nil, ErrPlanText
	}
	plan := &Plan{
		Format: PlanFormat, ID: cmp.Or(f.ID, identity.Of(p, s, account)), Account: account, Profile: profile,
		Spec: s.Clone(), Quote: q,
		Created: created.UTC().Truncate(time.Second), Expires: expires.UTC().Truncate(time.Second),
		Password: f.Password.String(), InitScript: f.InitScript.String(), ScriptSHA256: identity.ScriptHash(s),
		ReleaseAt: f.ReleaseAt.String(),
	}
	plan.Spec.Access.Password, plan.Spec.Access.InitScript = provider.Secret{}, provider.Secret{}
	plan.Quote.At = q.At.UTC()
	return plan, nil
}

// IsPlan reports whether data looks like a plan rather than like an order file.
func IsPlan(data []byte) bool {
	var p struct {
		Format string `json:"format"`
	}
	return json.Unmarshal(data, &p) == nil && p.Format != ""
}

// IsCutPlan reports whether data is the beginning of a plan, or a plan that is no JSON any more.
func IsCutPlan(data []byte) bool {
	head, _, _ := bytes.Cut(bytes.TrimSpace(data), []byte(","))
	return !json.Valid(data) && bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"`+PlanFormat+`"`))
}

// Encode is the plan as indented JSON, with its hash. The caller writes it with mode 0600.
func (p *Plan) Encode() ([]byte, error) {
	hash, err := p.hash()
	if err != nil {
		return nil, err
	}
	c := *p
	c.Hash = hash
	b, err := json.MarshalIndent(c, "", "  ")
	return append(b, '\n'), err
}

// hash is over the canonical form: compact JSON with the struct's order, without the hash.
func (p *Plan) hash() (string, error) {
	c := *p
	c.Hash = ""
	b, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// DecodePlan reads a plan and finds out whether it is whole: [ErrPlanFormat], [ErrPlanHash], [ErrPlanID], or the fault
// of its count. The hash needs no key: it finds what was damaged or changed by mistake, and does not say who made the
// plan.
func DecodePlan(data []byte) (*Plan, error) {
	if len(data) > MaxPlan || !IsPlan(data) {
		return nil, ErrPlanFormat
	}
	p := &Plan{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(p); err != nil {
		return nil, errors.Join(ErrPlanFormat, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrPlanFormat
	}
	if p.Format != PlanFormat {
		return nil, ErrPlanFormat
	}
	hash, err := p.hash()
	if err != nil {
		return nil, err
	}
	if hash != p.Hash {
		return nil, ErrPlanHash
	}
	if e := provider.CheckCount(p.Spec.Count); e != nil && p.Spec.Count != 0 { // 0 is not answered
		return nil, e
	}
	for _, name := range append([]string{p.ID}, p.Names...) {
		if identity.Check(name) != nil {
			return nil, ErrPlanID
		}
	}
	return p, nil
}

// Verify says whether the plan may still be placed at now for the account: [ErrPlanExpired], [ErrPlanAccount].
func (p *Plan) Verify(now time.Time, account string) error {
	switch {
	case p.Account != account:
		return ErrPlanAccount
	case !now.Before(p.Expires):
		return ErrPlanExpired
	}
	return nil
}

// VerifyQuote says whether q, asked for again, is the price of the plan: [ErrPlanStale].
func (p *Plan) VerifyQuote(q provider.Quote) error {
	a, b := p.Quote, q
	if a.Priced != b.Priced || a.Count != b.Count || a.Term != b.Term || a.Hour != b.Hour || a.Month != b.Month {
		return ErrPlanStale
	}
	return nil
}

// File is the plan as an order file, whose sources are resolved as usual.
func (p *Plan) File() (*File, error) {
	f := &File{ID: p.ID, Profile: p.Profile, Spec: p.Spec.Clone()}
	if p.Password != "" {
		s, err := ParsePassword(p.Password)
		if err != nil {
			return nil, err
		}
		f.Password = s
	}
	if p.ReleaseAt != "" {
		w, err := ParseWhen(p.ReleaseAt)
		if err != nil {
			return nil, err
		}
		f.ReleaseAt = w
	}
	if p.InitScript != "" {
		f.InitScript = scriptSource(p.InitScript)
	}
	return f, nil
}

// VerifyScript says whether the resolved s has the script that was checked: [ErrPlanScript].
func (p *Plan) VerifyScript(s provider.Spec) error {
	if identity.ScriptHash(s) != p.ScriptSHA256 {
		return ErrPlanScript
	}
	return nil
}
