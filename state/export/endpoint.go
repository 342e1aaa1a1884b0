package export

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
)

// nowhere is a host that no request reaches (RFC 2606), until whoever runs an export of a simulated order names the
// host of a simulated cloud: without it the vendor's own endpoint would be asked, and sell for real.
const nowhere = "simulated.invalid"

// elsewhere reports whether the account's endpoint is not the vendor's own: that of the simulated cloud, or of a
// gateway.
func (s Source) elsewhere() bool {
	own := strings.TrimSuffix(s.Product.Endpoint, "/")
	return s.Simulated || s.Endpoint != "" && !strings.EqualFold(strings.TrimSuffix(s.Endpoint, "/"), own)
}

// host is that of the account's endpoint, with its port; "" when the endpoint has a path, too, or is no URL.
func (s Source) host() string {
	u, err := url.Parse(s.Endpoint)
	if err != nil || strings.Trim(u.Path, "/") != "" {
		return ""
	}
	return u.Host
}

// setHost puts the host to ask into $endpoint.
func (s Source) setHost(out *bytes.Buffer) {
	if !s.Simulated {
		fmt.Fprintf(out, "endpoint=%s\n", word(s.host()))
		return
	}
	fmt.Fprintf(out, "endpoint=${%s:-%s}\nendpoint=${endpoint#*://}\nendpoint=${endpoint%%%%/*}\n", urlVariable, nowhere)
}

// hostFlag is the argument of a command line that names the host to ask; nothing at the vendor's own endpoint.
func (s Source) hostFlag(out *bytes.Buffer) {
	if s.elsewhere() {
		fmt.Fprintf(out, " \\\n  %s \"$endpoint\"", s.Product.Tools.CLI.Endpoint)
	}
}

// endpoint writes the provider's block, which names the host to ask; nothing at the vendor's own endpoint.
func (b *builder) endpoint(out *bytes.Buffer, provider string) {
	s := b.source
	if !s.elsewhere() {
		return
	}
	host, scheme := hclText(s.host()), "HTTPS"
	if s.Simulated {
		fmt.Fprintf(out, "\n# The order is one on the simulated cloud: start it with \"metalwright sim\", which prints its "+
			"address and keys.\nvariable \"endpoint\" {\n  type    = string\n  default = %s\n}\n", hclText(nowhere))
		host = "var.endpoint"
	}
	if s.Simulated || strings.HasPrefix(strings.ToLower(s.Endpoint), "http:") {
		scheme = "HTTP"
	}
	fmt.Fprintf(out, "\nprovider %s {\n", hclText(provider))
	writeAttributes(out, []attribute{{b.tf.Endpoint.Host, host}, {b.tf.Endpoint.Scheme, hclText(scheme)}}, "  ")
	out.WriteString("}\n")
}
