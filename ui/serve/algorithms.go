package serve

import (
	"slices"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// modern is the server's choice of algorithms: what the library holds to be secure, without SHA-1.
func modern() *gossh.ServerConfig {
	all := gossh.SupportedAlgorithms()
	c := &gossh.ServerConfig{PublicKeyAuthAlgorithms: withoutSHA1(all.PublicKeyAuths)}
	c.KeyExchanges, c.Ciphers, c.MACs = withoutSHA1(all.KeyExchanges), all.Ciphers, withoutSHA1(all.MACs)
	return c
}

// withoutSHA1 is names without the algorithms that use SHA-1. A signature of the form "ssh-rsa" is one (RFC 8332, 1).
func withoutSHA1(names []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return n == gossh.KeyAlgoRSA || strings.Contains(n, "sha1") })
}
