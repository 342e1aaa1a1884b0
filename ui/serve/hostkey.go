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
)

// HostKey reads the server's key at path, and makes one for its owner alone where there is none; made says so. A key that
// others may read is refused, as sshd does.
func HostKey(path string) (key gossh.Signer, made bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeHostKey(path); err != nil {
			return nil, false, err
		}
		made = true
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, false, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, false, err
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return nil, false, &config.Error{Reason: config.ReasonMode, Names: []string{path}, Text: fmt.Sprintf("%04o", m)}
	}
	key, err = gossh.ParsePrivateKey(text)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	return key, made, nil
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
