package serve

import (
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/textfile"
)

// maxHostKey is the most bytes of a private key.
const maxHostKey = 64 << 10

// KeyTypeError is a host key of another type than Ed25519.
type KeyTypeError struct {
	File string
	Type string // such as "ssh-rsa"
}

// Error is for logs.
func (e *KeyTypeError) Error() string { return e.File + ": a key of type " + e.Type }

// HostKey reads the server's key at path, and makes one for its owner alone where there is none; made says so. A key
// that others may read is refused, as sshd does, and one of another type than Ed25519 with a [*KeyTypeError].
func HostKey(path string) (key gossh.Signer, made bool, err error) {
	key, made, err = ReadHostKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, made, err
	}
	if err := makeHostKey(path); err != nil {
		return nil, false, err
	}
	key, _, err = ReadHostKey(path)
	return key, err == nil, err
}

// ReadHostKey is [HostKey] for a key that someone names: another one in its place would look like someone else's
// server, so none is made.
func ReadHostKey(path string) (key gossh.Signer, made bool, err error) {
	text, mode, err := textfile.Read(path, maxHostKey)
	if err != nil {
		return nil, false, err
	}
	if m := mode.Perm(); m&0o077 != 0 {
		return nil, false, &config.Error{Reason: config.ReasonMode, Names: []string{path}, Text: fmt.Sprintf("%04o", m)}
	}
	key, err = gossh.ParsePrivateKey(text)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	if kind := key.PublicKey().Type(); kind != gossh.KeyAlgoED25519 {
		return nil, false, &KeyTypeError{File: path, Type: kind}
	}
	return key, false, nil
}

// makeHostKey writes a new key. Of several programs that do so at once one wins, and the others read its key.
func makeHostKey(path string) error {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "metalwright")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".host-key-*") // 0600 from the start
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // it has its other name then
	if err := errors.Join(pem.Encode(f, block), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
