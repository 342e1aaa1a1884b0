// Package sshkeys finds the public keys that an operator has: in files and in the agent. It reads no private key.
package sshkeys

import (
	"bytes"
	"cmp"
	"context"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/metalwright/metalwright/state/textfile"
)

// Key is one public key.
type Key struct {
	Name string // its comment, or the name of its file
	Type string // "ssh-ed25519"
	From string // the path of its file, or "" for one of the agent
	Line string // as authorized_keys has it, without options
}

// Limits of what is read.
const (
	mostFiles = 64
	mostBytes = 16 << 10
	patience  = time.Second // that the agent gets
)

// Find lists the keys of home's .ssh directory, by name, and then those that only the agent at the socket has; "" is no
// agent. What cannot be read is left out: keys are offered, and any may be typed.
func Find(ctx context.Context, home, socket string) []Key {
	all := files(filepath.Join(home, ".ssh"))
	for _, k := range agentKeys(ctx, socket) {
		if !slices.ContainsFunc(all, func(o Key) bool { return same(o.Line, k.Line) }) {
			all = append(all, k)
		}
	}
	return all
}

// Parse is the key of a line of authorized_keys; false when it is none, or a certificate.
func Parse(line []byte, name, from string) (Key, bool) {
	key, comment, _, _, err := ssh.ParseAuthorizedKey(line)
	if err != nil {
		return Key{}, false
	}
	return newKey(key, cmp.Or(comment, name), from)
}

func newKey(key ssh.PublicKey, name, from string) (Key, bool) {
	if _, certified := key.(*ssh.Certificate); certified {
		return Key{}, false
	}
	name = strings.Join(strings.Fields(name), " ")
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
	if name != "" {
		line += " " + name
	}
	return Key{Name: name, Type: key.Type(), From: from, Line: line}, true
}

// same reports whether two lines are of the same key.
func same(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	return len(x) > 1 && len(y) > 1 && x[0] == y[0] && x[1] == y[1]
}

func files(dir string) []Key {
	names, _ := textfile.Matching(dir, "*.pub") // what cannot be read is left out
	var out []Key
	for _, path := range names[:min(len(names), mostFiles)] {
		text, _, err := textfile.Read(path, mostBytes)
		if err != nil {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(path), ".pub")
		for line := range bytes.Lines(text) {
			if k, ok := Parse(line, name, path); ok {
				out = append(out, k)
			}
		}
	}
	return out
}

func agentKeys(ctx context.Context, socket string) []Key {
	if socket == "" {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil
	}
	defer func() { _ = c.Close() }() // nothing was written that could be lost
	end, _ := ctx.Deadline()
	if c.SetDeadline(end) != nil {
		return nil
	}
	list, err := agent.NewClient(c).List()
	if err != nil {
		return nil
	}
	var out []Key
	for _, k := range list {
		parsed, err := ssh.ParsePublicKey(k.Blob)
		if err != nil {
			continue
		}
		if key, ok := newKey(parsed, cmp.Or(k.Comment, ssh.FingerprintSHA256(parsed)), ""); ok {
			out = append(out, key)
		}
	}
	return out
}
