// Package reach asks machines themselves: whether their login port answers, and which key their SSH server has. It
// sends nothing that logs in.
package reach

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"golang.org/x/crypto/ssh"
)

// Patience is how long one machine may take to answer.
const Patience = 5 * time.Second

// Answers reports whether something accepts connections at the endpoint; the error says why it does not.
func Answers(ctx context.Context, at netip.AddrPort) error {
	c, err := dial(ctx, at)
	if err != nil {
		return err
	}
	return c.Close()
}

func dial(ctx context.Context, at netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{Timeout: Patience}
	return d.DialContext(ctx, "tcp", at.String())
}

// errSeen ends the handshake once the key is known.
var errSeen = errors.New("the key is known")

// HostKey is the key with which the SSH server at the endpoint proves who it is. Nobody vouches for it: who is between
// here and there may have answered.
func HostKey(ctx context.Context, at netip.AddrPort) (ssh.PublicKey, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	c, err := dial(ctx, at)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }() // nothing was written that matters
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	var key ssh.PublicKey
	_, _, _, err = ssh.NewClientConn(c, at.String(), &ssh.ClientConfig{
		HostKeyAlgorithms: []string{
			ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSASHA512,
			ssh.KeyAlgoRSASHA256,
		},
		HostKeyCallback: func(_ string, _ net.Addr, k ssh.PublicKey) error {
			key = k
			return errSeen
		},
	})
	if key == nil {
		return nil, err
	}
	return key, nil
}
