package steps_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/step"
)

// TestEveryParameter sets each parameter by its answer, from an order file and as it is typed into the draft, and
// looks for it in the request that the vendor gets: it is there under its name, with its type and value, and it is not
// there without the answer.
func TestEveryParameter(t *testing.T) {
	t.Parallel()
	v := listen(t)
	for _, p := range all.Products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			vendor := pages()[p.ID]
			top := 0
			for _, q := range p.Params {
				if !strings.Contains(q.Name, ".") {
					top++
				}
				if !slices.ContainsFunc(vendor.params, func(r parameter) bool { return r.name == q.Name }) {
					t.Errorf("nothing sets the parameter %s", q.Name)
				}
			}
			if top != vendor.size {
				t.Errorf("%d parameters, want the page's %d", top, vendor.size)
			}
			b := v.sender(t, p)
			for _, row := range vendor.params {
				b.check(t, row)
			}
		})
	}
}

// recorder is the simulated cloud behind something that keeps the last purchase at each path.
type recorder struct {
	cloud *sim.Cloud
	url   string

	mu   sync.Mutex
	last map[string][]byte
}

func listen(t *testing.T) *recorder {
	t.Helper()
	now := time.Now // real, as the limits of the clients
	c, err := sim.Open(t.Context(), sim.Options{Now: now, Quota: -1})
	if err != nil {
		t.Fatal(err)
	}
	v := &recorder{cloud: c, last: map[string][]byte{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if slices.Contains([]string{r.Header.Get("X-ZC-Action"), r.Header.Get("X-TC-Action")}, "CreateInstances") {
			v.mu.Lock()
			v.last[r.URL.Path] = body
			v.mu.Unlock()
		}
		c.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.Close()
		_ = c.Close()
	})
	v.url = server.URL
	return v
}

// sender is an account at one product that buys. Edge Zone's is one of the revision that takes credentials.
type sender struct {
	*recorder
	provider.Buyer

	product *provider.Product
}

func (v *recorder) sender(t *testing.T, p *provider.Product) sender {
	t.Helper()
	accounts := v.cloud.Accounts(p.ID)
	a := accounts[len(accounts)-1]
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	b, err := p.OpenBuyer(provider.Account{
		KeyID: a.KeyID, Secret: a.Secret, Version: a.Version, Endpoint: v.url, Transport: transport, PerSecond: 1e6,
	})
	if err != nil {
		t.Fatalf("OpenBuyer() = %v", err)
	}
	return sender{v, b, p}
}

// check places the order with the row's answers, and the one without them.
func (b sender) check(t *testing.T, row parameter) {
	t.Helper()
	i := slices.IndexFunc(b.product.Params, func(q provider.Param) bool { return q.Name == row.name })
	if i < 0 {
		t.Errorf("%s is no parameter of the product", row.name)
		return
	}
	q := b.product.Params[i]
	if !b.carries(q, row.set) {
		t.Errorf("%s: %v answers another field than %s", q.Name, row.set, q.Field)
	}
	with := maps.Clone(row.set)
	maps.Copy(with, row.with)
	for way, spec := range map[string]provider.Spec{"order file": b.filed(t, with), "draft": b.typed(t, with)} {
		body := b.buy(t, spec)
		got, there := at(body, q.Name)
		if want := decoded(t, []byte(row.want)); !there || !same(got, want) {
			t.Errorf("%s by %s %v: the request has %v, want %s", q.Name, way, with, got, row.want)
		}
		if got := jsonType(got); got != q.Type && (got != "integer" || q.Type != "number") {
			t.Errorf("%s by %s %v: it is a %s, want a %s", q.Name, way, with, got, q.Type)
		}
		b.onlyKnown(t, "", body)
	}
	body := b.buy(t, b.filed(t, row.with))
	if got, there := at(body, q.Name); there {
		t.Errorf("%s: without the answer %v the request has %v", q.Name, row.set, got)
	}
}

// carries reports whether the answers are of the parameter's field: the field itself, a group of it, or an answer
// beside it in the structure.
func (b sender) carries(q provider.Param, set answers) bool {
	for key := range set {
		if provider.Field(key) == q.Field || strings.HasPrefix(key, string(q.Field)+".") {
			return true
		}
	}
	return q.Type == "object" && slices.ContainsFunc(b.product.Params, func(m provider.Param) bool {
		_, has := set[string(m.Field)]
		return strings.HasPrefix(m.Name, q.Name+".") && has
	})
}

// filed is the spec of an order file with the answers.
func (b sender) filed(t *testing.T, with answers) provider.Spec {
	t.Helper()
	doc := answers{"metalwright": orderfile.Header, "product": string(b.product.ID)}
	for key, value := range with {
		put(doc, key, value)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	f, err := orderfile.Decode(text, "order", []*provider.Product{b.product})
	if err != nil {
		t.Fatalf("Decode(%s) = %v", text, err)
	}
	s, err := f.Resolve(t.Context(), orderfile.Readers{Lookup: func(string) (string, bool) { return "Pa55word<&>", true }})
	if err != nil {
		t.Fatalf("Resolve(%s) = %v", text, err)
	}
	return s
}

// typed is the spec of a draft into which a person typed the answers that are lines; the others are chosen from lists.
func (b sender) typed(t *testing.T, with answers) provider.Spec {
	t.Helper()
	filed := b.filed(t, with)
	d := step.Draft{Product: b.product, Spec: provider.Spec{
		Product: b.product.ID, Zone: filed.Zone, Type: filed.Type, Image: filed.Image, Storage: filed.Storage,
	}}
	for _, f := range b.product.Fields {
		line, ok := provider.LineFor(f)
		if !ok {
			continue
		}
		if err := line.Set(&d.Spec, line.Get(&filed)); err != nil {
			t.Errorf("%s: typing %q = %v", f, line.Get(&filed), err)
		}
	}
	return d.Clone().Spec
}

// buy sends an order and returns its request, as the vendor got it. The vendor may refuse it for what it does not
// know, and not for its form.
func (b sender) buy(t *testing.T, s provider.Spec) map[string]any {
	t.Helper()
	s.Region = "ap-guangzhou" // of no parameter
	path := b.product.Tools.Request.Path
	b.mu.Lock()
	delete(b.last, path)
	b.mu.Unlock()
	_, err := b.Create(t.Context(), provider.Batch{Spec: s})
	for _, e := range provider.All(err) {
		if slices.Contains([]string{
			"INVALID_PARAMETER_TYPE", "UnknownParameter", "InvalidParameter",
			"InvalidRequest",
		}, e.Code) {
			t.Errorf("Create(%+v) = %v, want no fault of form", s, e)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	body, _ := decoded(t, b.last[path]).(map[string]any)
	if body == nil {
		t.Fatalf("Create(%+v) = %v without a request", s, err)
	}
	return body
}

// onlyKnown finds what is in a request and not in the table.
func (b sender) onlyKnown(t *testing.T, prefix string, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			b.onlyKnown(t, prefix, element)
		}
	case map[string]any:
		for key, value := range v {
			name := prefix + key
			if !slices.ContainsFunc(b.product.Params, func(q provider.Param) bool { return q.Name == name }) {
				t.Errorf("%s: the request has %s, which has no entry", b.product.ID, name)
			}
			b.onlyKnown(t, name+".", value)
		}
	}
}

// put sets the value at a key with dots.
func put(doc answers, key string, value any) {
	group, rest, nested := strings.Cut(key, ".")
	if !nested {
		doc[key] = value
		return
	}
	if _, ok := doc[group].(answers); !ok {
		doc[group] = answers{}
	}
	put(doc[group].(answers), rest, value)
}

// at is the value at a name with dots, in the first element of lists.
func at(v any, name string) (any, bool) {
	if list, ok := v.([]any); ok && len(list) > 0 {
		return at(list[0], name)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	first, rest, nested := strings.Cut(name, ".")
	value, ok := object[first]
	if !ok || !nested {
		return value, ok
	}
	return at(value, rest)
}

// decoded is JSON whose numbers are as they were written.
func decoded(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("Decode(%s) = %v", text, err)
	}
	return v
}

func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// jsonType is the type in the words of [provider.Param].
func jsonType(v any) string {
	switch v := v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "number"
		}
		return "integer"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
