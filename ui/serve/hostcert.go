package serve

import (
	"bytes"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/textfile"
)

// CertReason says why a file is no certificate for this server; the words for it are the caller's.
type CertReason string

// The reasons.
const (
	CertNone    CertReason = "none"    // the file has no certificate
	CertUser    CertReason = "user"    // it is for a user
	CertOther   CertReason = "other"   // it is for another key
	CertSHA1    CertReason = "sha1"    // it is signed with SHA-1
	CertEarly   CertReason = "early"   // it is not valid yet: from At
	CertExpired CertReason = "expired" // it is valid no longer: since At
)

// CertError is a certificate that clients would not accept.
type CertError struct {
	File   string
	Reason CertReason
	At     time.Time // zero unless the reason is one of time
}

// Error is for logs.
func (e *CertError) Error() string { return e.File + ": " + string(e.Reason) }

// ReadHostCert reads the certificate at path that an authority has made for the server's key, and returns a key that
// shows it, with the moment at which it ends; zero: never. Clients that trust the authority need not be asked at the
// first connection (ssh-keygen(1), CERTIFICATES).
func ReadHostCert(path string, key gossh.Signer, now time.Time) (signer gossh.Signer, until time.Time, err error) {
	text, _, err := textfile.Read(path, maxHostKey)
	if err != nil {
		return nil, until, err
	}
	fault := func(why CertReason, at time.Time) (gossh.Signer, time.Time, error) {
		return nil, time.Time{}, &CertError{File: path, Reason: why, At: at}
	}
	public, _, _, rest, err := gossh.ParseAuthorizedKey(text)
	c, ok := public.(*gossh.Certificate)
	if err != nil || !ok || len(bytes.TrimSpace(rest)) > 0 {
		return fault(CertNone, until)
	}
	if c.ValidBefore != gossh.CertTimeInfinity {
		until = unix(c.ValidBefore)
	}
	switch from := unix(c.ValidAfter); {
	case c.CertType != gossh.HostCert:
		return fault(CertUser, until)
	case !bytes.Equal(c.Key.Marshal(), key.PublicKey().Marshal()):
		return fault(CertOther, until)
	case c.Signature == nil || c.Signature.Format == gossh.KeyAlgoRSA:
		return fault(CertSHA1, until)
	case now.Before(from):
		return fault(CertEarly, from)
	case !until.IsZero() && !now.Before(until):
		return fault(CertExpired, until)
	}
	signer, err = gossh.NewCertSigner(c, key)
	return signer, until, err
}

// unix is a moment of a certificate, in seconds. What does not fit is as far away as can be said.
func unix(seconds uint64) time.Time {
	const last = 1<<38 - 1                         // the year 10680
	return time.Unix(int64(min(seconds, last)), 0) //nolint:gosec // it fits
}
