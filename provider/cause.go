package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
)

// Cause is the reason why no answer came from the vendor. Its sentence in the message catalogue is below "cause.".
type Cause string

// The causes; "" is any other.
const (
	causeName        Cause = "name"        // the host's name is not known
	causeRefused     Cause = "refused"     // nobody listens there
	causeTimeout     Cause = "timeout"     // nothing came in time
	causeAuthority   Cause = "authority"   // its certificate is signed by nobody who is trusted here
	causeCertificate Cause = "certificate" // its certificate is not valid, or another host's
	causeExpired     Cause = "expired"     // its certificate has expired, or this machine's clock is wrong
	causePlain       Cause = "plain"       // it does not speak TLS
	CauseProxy       Cause = "proxy"       // the proxy does not let the request through
	causeCut         Cause = "cut"         // the connection was cut
	CausePage        Cause = "page"        // a web page came, as of a login or a proxy
)

// ErrProxy is wrapped by the error of a proxy that does not let a request through.
var ErrProxy = errors.New("the proxy does not let the request through")

// CauseOf says why a request got no answer; "" for other errors.
func CauseOf(err error) Cause {
	is := func(targets ...error) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case is(ErrProxy), isOp && op.Op == "proxyconnect":
		return CauseProxy
	case as[*net.DNSError](err):
		return causeName
	case expired(err):
		return causeExpired
	case as[x509.UnknownAuthorityError](err):
		return causeAuthority
	case as[*tls.CertificateVerificationError](err), as[x509.HostnameError](err), as[x509.CertificateInvalidError](err):
		return causeCertificate
	case as[tls.RecordHeaderError](err), is(http.ErrSchemeMismatch):
		return causePlain
	case is(syscall.ECONNREFUSED):
		return causeRefused
	case is(context.DeadlineExceeded), timedOut(err):
		return causeTimeout
	case is(syscall.ECONNRESET, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF):
		return causeCut
	}
	return ""
}

func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func expired(err error) bool {
	e, ok := errors.AsType[x509.CertificateInvalidError](err)
	return ok && e.Reason == x509.Expired
}

func timedOut(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}
