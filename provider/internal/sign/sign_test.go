package sign_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/sign"
)

func headers(contentType, host string, more ...sign.Header) []sign.Header {
	return append([]sign.Header{{Name: "Host", Value: host}, {Name: "Content-Type", Value: contentType}}, more...)
}

// The vectors are those of the Zenlayer API reference, signature (D is the vendor's own example).
func TestZC2(t *testing.T) {
	t.Parallel()
	const id, secret = "AKEXAMPLE0123456", "ExampleSecretPassword+0123456789"
	tests := []struct {
		name, secret, contentType, host, body string
		unix                                  int64
		want                                  string
	}{
		{
			"A", secret, "application/json", "console.zenlayer.com",
			`{"zoneId":"SEL-A","instanceChargeType":"POSTPAID","instanceTypeId":"M6C","internetChargeType":"ByBandwidth"}`,
			1767225600, "a5b0e417c1efef3658d9cdac289ff38edfa677a875dc0658ef4d2d72b2527589",
		},
		{
			"B", secret, "application/json", "console.zenlayer.com",
			`{"instanceIds":["1234567890123456789"],"pageSize":100,"pageNum":1}`,
			1767225600, "48bf35b588163b54fc95f7f09c8566cb09c78939e573fbad23f76ade30112753",
		},
		{
			"C with a port", secret, "application/json", "127.0.0.1:18080", `{}`,
			1767225600, "f48c82073bb1c6d95b43b3c98a69cac99e04158a716c2a3ebb94c3dd456c2b0e",
		},
		{
			"D with a charset", "Gu5t9xGARNpq86cd98joQYCN3", "application/json; charset=utf-8", "console.zenlayer.com",
			`{"pageSize":10,"pageNum":1,"zoneId":"HKG-A"}`,
			1673361177, "efb356c32e55c781e10dc676da59462c22596d82e91c57803666243379555b2f",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := headers(tt.contentType, tt.host)
			got := sign.ZC2(provider.NewSecret(tt.secret), h, []byte(tt.body), tt.unix)
			if got != tt.want {
				t.Errorf("ZC2(%q) = %s, want %s", tt.body, got, tt.want)
			}
			line := sign.Signed(sign.SchemeZC2, id, h, got).String()
			want := "ZC2-HMAC-SHA256 Credential=AKEXAMPLE0123456, SignedHeaders=content-type;host, Signature=" + tt.want
			if line != want {
				t.Errorf("Signed(…).String() = %q, want %q", line, want)
			}
		})
	}
}

// The vectors are those of the Tencent Cloud API, signature v3.
func TestTC3(t *testing.T) {
	t.Parallel()
	secret := provider.NewSecret("SecretKeyExample0000000000000000")
	const unix, describe = 1777280400, `{"InstanceIds":["epm-abcd1234"],"Limit":20,"Offset":0}`
	tests := []struct {
		name    string
		headers []sign.Header
		body    string
		want    string
	}{
		{
			"1", headers("application/json", "edgezone.intl.tencentcloudapi.com"), describe,
			"9f3d61aede159d80ae54477523c32046da3f3432bdd7c8170940cec796de6260",
		},
		{
			"2 with the action signed",
			headers("application/json; charset=utf-8", "edgezone.intl.tencentcloudapi.com",
				sign.Header{Name: "X-TC-Action", Value: "DescribeInstances"}),
			describe, "ac7489d01b46463524a98fdfbfb627d6c4ee62c96a5bf16f19b92528d2c33312",
		},
		{
			"3 with a port", headers("application/json", "127.0.0.1:8080"), `{}`,
			"5d64ab0d8013e7e2f7b4520d780bda9c848f4314c93f0fe895e776f24d822430",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := sign.TC3(secret, "edgezone", tt.headers, []byte(tt.body), unix); got != tt.want {
				t.Errorf("TC3(%q) = %s, want %s", tt.body, got, tt.want)
			}
		})
	}
	const want = "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE0000000000000000000000000/2026-04-27/edgezone/tc3_request, " +
		"SignedHeaders=content-type;host, Signature=9f3d61aede159d80ae54477523c32046da3f3432bdd7c8170940cec796de6260"
	got := sign.Signed(sign.SchemeTC3, "AKIDEXAMPLE0000000000000000000000000/"+sign.Scope("edgezone", unix),
		tests[0].headers, tests[0].want).String()
	if got != want {
		t.Errorf("Signed(…).String() = %q, want %q", got, want)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value string
		ok          bool
	}{
		{"documented", "ZC2-HMAC-SHA256 Credential=AK, SignedHeaders=content-type;host, Signature=00ff", true},
		{"without spaces", "ZC2-HMAC-SHA256 Credential=AK,SignedHeaders=content-type;host,Signature=00ff", true},
		{"in another order", "ZC2-HMAC-SHA256 Signature=00ff, Credential=AK, SignedHeaders=content-type;host", true},
		{"empty", "", false},
		{"bearer", "Bearer abcdef", false},
		{"no signature", "ZC2-HMAC-SHA256 Credential=AK, SignedHeaders=content-type;host", false},
		{"empty signature", "ZC2-HMAC-SHA256 Credential=AK, SignedHeaders=content-type;host, Signature=", false},
		{"repeated part", "ZC2-HMAC-SHA256 Credential=AK, Credential=AL, SignedHeaders=host, Signature=00", false},
		{"unknown part", "ZC2-HMAC-SHA256 Credential=AK, SignedHeaders=host, Signature=00, X=1", false},
		{"empty header name", "ZC2-HMAC-SHA256 Credential=AK, SignedHeaders=;host, Signature=00", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := sign.Parse(tt.value)
			if (err == nil) != tt.ok {
				t.Fatalf("Parse(%q) error = %v, want ok %v", tt.value, err, tt.ok)
			}
			if tt.ok && (got.Credential != "AK" || got.Signature != "00ff" ||
				!slices.Equal(got.Signed, []string{"content-type", "host"})) {
				t.Errorf("Parse(%q) = %+v", tt.value, got)
			}
		})
	}
}

func TestReceivedVerifies(t *testing.T) {
	t.Parallel()
	secret, body := provider.NewSecret("secret"), []byte(`{"a":1}`)
	h := headers("application/json", "127.0.0.1:99")
	a := sign.Signed(sign.SchemeZC2, "AK", h, sign.ZC2(secret, h, body, 7))
	r := httptest.NewRequestWithContext(t.Context(), "POST", "http://127.0.0.1:99/api/v2/bmc",
		strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	if got := sign.ZC2(secret, sign.Received(r, a.Signed), body, 7); !sign.Equal(got, a.Signature) {
		t.Errorf("ZC2 over the received headers = %s, want %s", got, a.Signature)
	}
	if got := sign.ZC2(secret, sign.Received(r, a.Signed), append(body, ' '), 7); sign.Equal(got, a.Signature) {
		t.Errorf("ZC2 over a changed body = %s, want another signature", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("ZC2-HMAC-SHA256 Credential=AK, SignedHeaders=content-type;host, Signature=00ff")
	f.Add("x y=,=,")
	f.Fuzz(func(t *testing.T, value string) {
		a, err := sign.Parse(value)
		if err != nil {
			return
		}
		b, err := sign.Parse(a.String())
		if err != nil {
			t.Fatalf("Parse(%q) after Parse(%q) = %v", a.String(), value, err)
		}
		if a.Scheme != b.Scheme || a.Credential != b.Credential || a.Signature != b.Signature ||
			!slices.Equal(a.Signed, b.Signed) {
			t.Errorf("Parse(%q) = %+v, want %+v", a.String(), b, a)
		}
	})
}
