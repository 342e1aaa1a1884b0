// Package receipt makes documents that can be checked later: a hash of all that they say, and a signature of that hash.
// It is pure.
package receipt

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The members that are not part of the hash.
const (
	hashMember      = "hash"
	signatureMember = "signature"
)

// maxDepth is how deep a document may be nested.
const maxDepth = 64

// Errors of documents. They come wrapped; test with errors.Is.
var (
	ErrForm      = errors.New("not a receipt")
	ErrChanged   = errors.New("the receipt was changed after it was made")
	ErrSignature = errors.New("the signature is not one of the account's credentials")
)

// Document is an object of JSON. The zero value is empty.
type Document struct{ members map[string]any }

// New is content as a document. Its members hash and signature are replaced when it is signed.
func New(content any) (Document, error) {
	text, err := canonical(content)
	if err != nil {
		return Document{}, err
	}
	return Parse(text)
}

// Parse reads a document. A member that is there twice is an error: readers would differ on what it says.
func Parse(text []byte) (Document, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := value(d, 0)
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	members, ok := v.(map[string]any)
	if _, err := d.Token(); !ok || !errors.Is(err, io.EOF) {
		return Document{}, fmt.Errorf("%w: one JSON object is wanted", ErrForm)
	}
	return Document{members}, nil
}

func value(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, errors.New("nested too deeply")
	}
	switch t {
	case json.Delim('{'):
		out := map[string]any{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			key, _ := name.(string) // the decoder allows nothing else here
			if _, twice := out[key]; twice {
				return nil, fmt.Errorf("%q is there twice", key)
			}
			if out[key], err = value(d, depth+1); err != nil {
				return nil, err
			}
		}
		_, err = d.Token()
		return out, err
	case json.Delim('['):
		out := []any{}
		for d.More() {
			v, err := value(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		_, err = d.Token()
		return out, err
	}
	return t, nil
}

// canonical is v as JSON without blanks and with the members of objects in the order of their names.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// hash is the SHA-256, in hexadecimal, of the document without its hash and its signature, as JSON without blanks and
// with the members of objects in the order of their names: `jq -jcS 'del(.hash,.signature)' | sha256sum`.
func (d Document) hash() (string, error) {
	content := map[string]any{}
	for k, v := range d.members {
		if k != hashMember && k != signatureMember {
			content[k] = v
		}
	}
	text, err := canonical(content)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Signed is d with its hash, and with what sign makes of that.
func (d Document) Signed(sign func(hash string) (string, error)) (Document, error) {
	hash, err := d.hash()
	if err != nil {
		return d, err
	}
	signature, err := sign(hash)
	if err != nil {
		return d, err
	}
	out := map[string]any{hashMember: hash, signatureMember: signature}
	for k, v := range d.members {
		if k != hashMember && k != signatureMember {
			out[k] = v
		}
	}
	return Document{out}, nil
}

// Check compares the document with its hash and its signature: [ErrChanged], [ErrSignature], or an error of sign.
func (d Document) Check(sign func(hash string) (string, error)) error {
	hash, err := d.hash()
	if err != nil {
		return err
	}
	if d.members[hashMember] != hash {
		return ErrChanged
	}
	want, err := sign(hash)
	if err != nil {
		return err
	}
	if have, _ := d.members[signatureMember].(string); !hmac.Equal([]byte(have), []byte(want)) {
		return ErrSignature
	}
	return nil
}

// MarshalJSON is the whole document.
func (d Document) MarshalJSON() ([]byte, error) { return canonical(d.members) }

// Decode puts the document into out, as [json.Unmarshal] does.
func (d Document) Decode(out any) error {
	text, err := canonical(d.members)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	return nil
}
