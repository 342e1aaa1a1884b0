package all_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
)

// wire is how a product's vendor writes its answers.
type wire struct {
	bought  func(ids string) string       // a success with this list of ids, as JSON
	fields  func(fields string) string    // a success with these fields
	refusal func(id, code string) string  // an error envelope, with its request id
	both    func(ids, code string) string // ids and an error
}

func zenlayer() wire {
	fields := func(f string) string { return `{"requestId":"T-1","response":{` + f + `}}` }
	return wire{
		fields: fields,
		bought: func(ids string) string {
			return fields(`"requestId":"T-1","orderNumber":"2001","instanceIdSet":` + ids)
		},
		refusal: func(id, code string) string {
			return fmt.Sprintf(`{"requestId":%q,"code":%q,"message":"no"}`, id, code)
		},
		both: func(ids, code string) string {
			return fmt.Sprintf(`{"requestId":"T-1","code":%q,"message":"no","response":{"instanceIdSet":%s}}`, code, ids)
		},
	}
}

func tencent() wire {
	fields := func(f string) string { return `{"Response":{` + f + `,"RequestId":"r-1"}}` }
	return wire{
		fields: func(f string) string { return fields(strings.ReplaceAll(f, "instanceIdSet", "InstanceIdSet")) },
		bought: func(ids string) string { return fields(`"InstanceIdSet":` + ids) },
		refusal: func(id, code string) string {
			return fmt.Sprintf(`{"Response":{"Error":{"Code":%q,"Message":"no"},"RequestId":%q}}`, code, id)
		},
		both: func(ids, code string) string {
			return fmt.Sprintf(
				`{"Response":{"InstanceIdSet":%s,"Error":{"Code":%q,"Message":"no"},"RequestId":"r-1"}}`, ids, code)
		},
	}
}

// counter is the vendor: it answers purchases by a function, and counts them.
type counter struct {
	buys   atomic.Int64
	answer http.HandlerFunc
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	if r.Header.Get("X-ZC-Action") == "CreateInstances" || r.Header.Get("X-TC-Action") == "CreateInstances" ||
		r.Method != http.MethodPost {
		c.buys.Add(1)
		c.answer(w, r)
		return
	}
	_, _ = io.WriteString(w, `{"Response":{"ZoneSet":[],"RequestId":"r-0"}}`) // the region of the spec counts
}

// text answers with a status and a body.
func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// raw writes to the connection itself, and closes it; with a reset instead of an orderly end if abrupt.
func raw(body string, abrupt bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		if tcp, ok := conn.(*net.TCPConn); ok && abrupt {
			_ = tcp.SetLinger(0)
		}
		_, _ = io.WriteString(conn, body)
		_ = conn.Close()
	}
}

const wantedMachines = 3

func buyOne(ctx context.Context, t *testing.T, p *provider.Product, endpoint string,
	transport http.RoundTripper,
) (provider.Receipt, error) {
	t.Helper()
	a := provider.Account{
		KeyID: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", Secret: provider.NewSecret("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
		Endpoint:  endpoint,
		Transport: transport, Now: func() time.Time { return time.Unix(1795000000, 0) },
	}
	p.Limiters.Limiter(a.KeyID+" "+endpoint, func() provider.Limiter { return unlimited{} })
	b, err := p.OpenBuyer(a)
	if err != nil {
		t.Fatalf("OpenBuyer() = %v, want nil", err)
	}
	return b.Create(ctx, provider.Batch{Token: "mwk7q2m9x4", Spec: provider.Spec{
		Product: p.ID, Zone: "zone-1", Region: "ap-singapore", Type: "type-1", Image: "image-1", Name: "web",
		Count: wantedMachines,
	}})
}

// unlimited is a limiter that always has room.
type unlimited struct{}

func (unlimited) Wait(ctx context.Context, _ string) error { return ctx.Err() }

func (unlimited) Answered(string, bool) {}

// outcomeOf is the outcome of a purchase, "accepted" when it has ids.
func outcomeOf(r provider.Receipt, err error) string {
	switch {
	case err == nil && len(r.IDs) > 0:
		return fmt.Sprintf("accepted %d, failed %d", len(r.IDs), r.FailedCount)
	case err == nil:
		return "no error and no id"
	}
	if _, ok := errors.AsType[*provider.Error](err); !ok {
		return "an error of no kind"
	}
	return map[provider.Outcome]string{
		provider.Ambiguous: "ambiguous", provider.Refused: "refused",
		provider.NotSent: "not sent",
	}[provider.OutcomeOf(err)]
}

// answers are the vendor's answers that are not a plain refusal, and what they say about the purchase.
func answers(w wire, refusal string) map[string]struct {
	answer http.HandlerFunc
	want   string
} {
	type row = struct {
		answer http.HandlerFunc
		want   string
	}
	const ambiguous, page = "ambiguous", "<html><body>Bad Gateway</body></html>"
	refused := w.refusal("T-9", refusal)
	good := w.bought(`["id-1","id-2","id-3"]`)
	all := map[string]row{
		"all ids":           {text(200, good), "accepted 3, failed 0"},
		"fewer ids":         {text(200, w.bought(`["id-1","id-2"]`)), "accepted 2, failed 1"},
		"one id twice":      {text(200, w.bought(`["id-1","id-1","id-2"]`)), "accepted 2, failed 1"},
		"more ids":          {text(200, w.bought(`["id-1","id-2","id-3","id-4"]`)), "accepted 4, failed 0"},
		"ids that are null": {text(200, w.bought(`["id-1",null,""]`)), "accepted 1, failed 2"},
		"ids and an error":  {text(200, w.both(`["id-1"]`, refusal)), "accepted 1, failed 2"},
		"a refusal":         {text(refusedStatus(w), refused), "refused"},

		"ids, and a server's fault":       {text(500, good), ambiguous},
		"no ids":                          {text(200, w.bought(`[]`)), ambiguous},
		"ids are null":                    {text(200, w.bought(`null`)), ambiguous},
		"ids are an object":               {text(200, w.bought(`{"id":{}}`)), ambiguous},
		"ids of wrong types":              {text(200, w.bought(`[{},[],null]`)), ambiguous},
		"ids are missing":                 {text(200, w.fields(`"FailedCount":3`)), ambiguous},
		"a success with nothing in it":    {text(200, `{"requestId":"T-1","response":null,"Response":null}`), ambiguous},
		"a response that is a list":       {text(200, `{"requestId":"T-1","response":[],"Response":[]}`), ambiguous},
		"empty body":                      {text(200, ""), ambiguous},
		"no content":                      {text(204, ""), ambiguous},
		"accepted, and nothing else":      {text(202, "{}"), ambiguous},
		"null":                            {text(200, "null"), ambiguous},
		"an empty object":                 {text(200, "{}"), ambiguous},
		"a list":                          {text(200, "[]"), ambiguous},
		"a string":                        {text(200, `"ok"`), ambiguous},
		"a number":                        {text(200, "0"), ambiguous},
		"a web page":                      {text(200, page), ambiguous},
		"a gateway's web page":            {text(502, page), ambiguous},
		"a challenge":                     {text(403, page), ambiguous},
		"not found, by a gateway":         {text(404, page), ambiguous},
		"a request timeout, by a gateway": {text(408, page), ambiguous},
		"blocked for legal reasons":       {text(451, page), ambiguous},
		"a rate limit, by a gateway":      {text(429, page), ambiguous},
		"500 with nothing":                {text(500, ""), ambiguous},
		"503 with nothing":                {text(503, ""), ambiguous},
		"504 with a page":                 {text(504, page), ambiguous},
		"a refusal with a server's fault": {text(500, refused), ambiguous},
		"a refusal that is unavailable":   {text(503, refused), ambiguous},
		"a refusal without a request id":  {text(refusedStatus(w), w.refusal("", refusal)), ambiguous},
		"a refusal without a code":        {text(refusedStatus(w), w.refusal("T-9", "")), ambiguous},
		"a code that nobody knows":        {text(refusedStatus(w), w.refusal("T-9", "SOMETHING_NEW")), ambiguous},
		"a code of a known family":        {text(refusedStatus(w), w.refusal("T-9", refusal+".New")), ambiguous},
		"a code in small letters":         {text(refusedStatus(w), w.refusal("T-9", strings.ToLower(refusal))), ambiguous},
		"a code with a space":             {text(refusedStatus(w), w.refusal("T-9", refusal+" ")), ambiguous},
		"a code that is a number": {text(refusedStatus(w), strings.ReplaceAll(w.refusal("T-9", "1234"),
			`"1234"`, "1234")), ambiguous},
		"a code that is an object": {text(refusedStatus(w), strings.ReplaceAll(w.refusal("T-9", "1234"),
			`"1234"`, "{}")), ambiguous},
		"truncated refusal":           {text(refusedStatus(w), refused[:len(refused)-3]), ambiguous},
		"truncated ids":               {text(200, good[:len(good)-9]), ambiguous},
		"two answers":                 {text(200, good+refused), ambiguous},
		"the other vendor's envelope": {text(200, `{"data":{"code":0,"ids":["id-1"]}}`), ambiguous},
		"too large":                   {text(200, `{"x":"`+strings.Repeat("x", 9<<20)+`"}`), ambiguous},

		"EOF":                    {raw("", false), ambiguous},
		"reset":                  {raw("", true), ambiguous},
		"no HTTP":                {raw("hello\r\n\r\n", false), ambiguous},
		"half a status line":     {raw("HTTP/1.1 20", false), ambiguous},
		"half a header":          {raw("HTTP/1.1 200 OK\r\nContent-Le", true), ambiguous},
		"shorter than announced": {raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"+good, false), ambiguous},
		"reset in a refusal":     {raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"+refused, false), ambiguous},
		"a chunk that ends early": {
			raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n"+good, false),
			ambiguous,
		},
		"a broken compression": {raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
			false), ambiguous},
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		all[fmt.Sprintf("redirect %d", status)] = row{func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Location", r.URL.Path)
			rw.WriteHeader(status)
		}, ambiguous}
	}
	all["no answer in time"] = row{func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, ambiguous}
	return all
}

// refusedStatus is the HTTP status of a refusal: Tencent's service says no with 200.
func refusedStatus(w wire) int {
	if strings.Contains(w.refusal("", ""), "Response") {
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// TestEveryBrokenAnswer gives a purchase of every product every kind of broken answer: none of them is called refused,
// and none makes a second request.
func TestEveryBrokenAnswer(t *testing.T) {
	t.Parallel()
	for _, p := range all.Products() {
		w := wireOf(p)
		rows := answers(w, refusalOf(p))
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			t.Run(string(p.ID)+", "+name, func(t *testing.T) {
				t.Parallel()
				v := &counter{answer: rows[name].answer}
				s := httptest.NewServer(v)
				t.Cleanup(s.Close)
				ctx := t.Context()
				if name == "no answer in time" {
					var stop context.CancelFunc
					ctx, stop = context.WithTimeout(ctx, 200*time.Millisecond)
					defer stop()
				}
				transport := &http.Transport{}
				t.Cleanup(transport.CloseIdleConnections)
				got, err := buyOne(ctx, t, p, s.URL, transport)
				if outcome := outcomeOf(got, err); outcome != rows[name].want || v.buys.Load() != 1 {
					t.Errorf("Create() = %s (%+v, %v) after %d requests, want %s after 1", outcome, got, err,
						v.buys.Load(), rows[name].want)
				}
			})
		}
	}
}

// TestNoConnection: where no connection was made nothing was bought, and that is certain.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(&counter{answer: text(200, "")})
	t.Cleanup(plain.Close)
	for _, p := range all.Products() {
		for _, c := range []struct {
			name, endpoint string
			dial           func(context.Context, string, string) (net.Conn, error)
		}{
			{"nobody listens", "http://127.0.0.1:1", nil},
			{"no TLS there", strings.Replace(plain.URL, "http:", "https:", 1), nil},
			{"no such name", "https://console.example", func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{
					Err:  "no such host",
					Name: "console.example", IsNotFound: true,
				}}
			}},
			{"no route", "https://console.example", func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("network is unreachable")}
			}},
		} {
			t.Run(string(p.ID)+", "+c.name, func(t *testing.T) {
				t.Parallel()
				got, err := buyOne(t.Context(), t, p, c.endpoint, &http.Transport{DialContext: c.dial})
				if outcome := outcomeOf(got, err); outcome != "not sent" {
					t.Errorf("Create() = %s (%+v, %v), want not sent", outcome, got, err)
				}
			})
		}
	}
}

func wireOf(p *provider.Product) wire {
	if p.Vendor == "Zenlayer" {
		return zenlayer()
	}
	return tencent()
}

// refusalOf is a code of the product's own that refuses for certain.
func refusalOf(p *provider.Product) string {
	i := slices.IndexFunc(p.Codes, func(c provider.Code) bool { return !c.Ambiguous && c.Kind == provider.KindSoldOut })
	return p.Codes[i].Code
}
