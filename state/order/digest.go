package order

import (
	"cmp"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// digest identifies exactly what o is. It has no secrets, but what they are recognised by: the hash of the init script,
// and secrets, the keyed hash of the password.
func digest(o journal.Order, secrets string) (string, error) {
	spec, err := storedSpec(o.Spec)
	if err != nil {
		return "", err
	}
	quote, err := json.Marshal(o.Quote)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal([]string{
		o.ID, o.Profile, o.Key.Account, string(o.Key.Product), o.By, string(spec), o.ScriptSHA256, string(quote), secrets,
	})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// storedSpec is s as the journal keeps it: without its secrets.
func storedSpec(s provider.Spec) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var read provider.Spec
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	return json.Marshal(read)
}

// signKeyBytes is the length of a key that approvals are signed with.
const signKeyBytes = 32

// signer signs approvals with the secret of the account that pays. It is safe for concurrent use.
type signer struct {
	mu   sync.Mutex
	keys map[journal.Key][]byte
}

// SignApprovalsWith sets the secret that the approvals of an account are signed with. It has to be one that every
// program that may buy with the account has and that the journal does not contain, such as the secret of its
// credentials: then whoever can write to the journal but lacks the secret cannot forge an approval. Without it an
// approval is valid in this program alone.
func (s *Service) SignApprovalsWith(product provider.ProductID, name string, secret provider.Secret) error {
	about := "metalwright approvals " + string(product) + " " + name
	key, err := hkdf.Key(sha256.New, []byte(secret.Reveal()), nil, about, signKeyBytes)
	if err != nil {
		return err
	}
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	s.signer.keys[journal.Key{Account: name, Product: product}] = key
	return nil
}

// has reports whether there is a key for an account.
func (s *signer) has(k journal.Key) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.keys[k]
	return ok
}

// mac is a keyed hash of a list of texts.
func (s *signer) mac(k journal.Key, texts ...string) string {
	s.mu.Lock()
	key, ok := s.keys[k]
	if !ok {
		key = make([]byte, signKeyBytes)
		_, _ = rand.Read(key) // it does not fail
		s.keys[k] = key
	}
	s.mu.Unlock()
	list, _ := json.Marshal(texts) // texts can be written
	h := hmac.New(sha256.New, key)
	h.Write(list)
	return hex.EncodeToString(h.Sum(nil))
}

// secretHash is the hash by which the password of an order is recognised; "" when it has no password.
func (s *signer) secretHash(o journal.Order, password provider.Secret) string {
	if password.IsZero() {
		return ""
	}
	return s.mac(o.Key, "password", o.ID, password.Reveal())
}

// sameSecrets reports whether the password is the one that approval was asked for.
func (s *signer) sameSecrets(o journal.Order, a journal.Approval, password provider.Secret) bool {
	return hmac.Equal([]byte(s.secretHash(o, password)), []byte(a.Secrets))
}

// detailDigest is the key of the digest in a row of the audit.
const detailDigest = "digest"

// digestIn is the digest in a row of the audit. Rows of earlier versions have it under another key.
func digestIn(e journal.Entry) string { return cmp.Or(e.Detail[detailDigest], e.Detail["seal"]) }

// untilForm is the end of an approval in the audit, to the millisecond.
const untilForm = "2006-01-02T15:04:05.000Z"

// proof is what a row of the audit that follows the row with the hash prev has beside a decision, so that it can be
// compared with the approval. It is bound to its place: a copy of it proves nothing.
func (s *signer) proof(r rows, d journal.Decision, prev ...string) map[string]string {
	a, until := r.approval, d.Until.UTC().Format(untilForm)
	bound := append([]string{
		string(d.To), d.Order, d.Digest, d.By, d.Key, until, a.RequestedBy, a.RequestedKey,
	}, prev...)
	return map[string]string{
		"until": until, "asked_key": a.RequestedKey, "approved_key": d.Key, "proof": s.mac(r.order.Key, bound...),
	}
}

// addProof adds to the detail of the next row of the audit what proves d.
func (s *signer) addProof(tx *journal.Tx, detail map[string]string, r rows, d journal.Decision) error {
	head, err := tx.Audit.Head()
	if err == nil {
		maps.Copy(detail, s.proof(r, d, head.Hash))
	}
	return err
}

// proven returns an error when the audit has no row for the approval as the journal has it: then it was written there
// by other means. what names the row that gave it its state.
func (s *signer) proven(tx *journal.Tx, r rows, what string) error {
	e, ok, err := tx.Audit.Latest(r.order.ID, aboutApprovals()...)
	if _, flawed := errors.AsType[*journal.AuditError](err); flawed {
		return fmt.Errorf("%w: %s: %w", ErrProof, r.order.ID, err)
	}
	if err != nil {
		return err
	}
	a := r.approval
	by := e.Who
	if what == "send" {
		by = e.Detail["approved_by"]
	}
	at := []string{e.Prev}
	if e.Detail["seal"] != "" { // earlier versions did not bind it to its place
		at = nil
	}
	want := s.proof(r, journal.Decision{
		Order: r.order.ID, Digest: a.Digest, To: a.State, By: a.DecidedBy, Key: a.DecidedKey, Until: a.Expires,
	}, at...)
	if !ok || e.What != what || by != a.DecidedBy || digestIn(e) != a.Digest || e.Detail["until"] != want["until"] ||
		!hmac.Equal([]byte(e.Detail["proof"]), []byte(want["proof"])) {
		return fmt.Errorf("%w: %s", ErrProof, r.order.ID)
	}
	if err := tx.Audit.Intact(e.N); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrProof, r.order.ID, err)
	}
	return nil
}
