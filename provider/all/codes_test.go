package all_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
)

// documented is a code of the vendor's pages, and what it says about a purchase.
type documented struct {
	status        int
	code, outcome string
}

// TestEveryDocumentedCode answers a purchase with every code that the vendor's pages name for it. The list is the
// vendor's, written out: a code that the product forgets shows here, and one that the product knows and the list does
// not, too.
func TestEveryDocumentedCode(t *testing.T) {
	t.Parallel()
	for _, p := range all.Products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			listed := map[string]bool{}
			v := &counter{}
			s := httptest.NewServer(v)
			t.Cleanup(s.Close)
			transport := &http.Transport{}
			t.Cleanup(transport.CloseIdleConnections)
			for n, d := range documentedCodes(t, p) {
				if listed[d.code] || d.outcome != "refused" && d.outcome != "ambiguous" {
					t.Errorf("line %+v: twice, or with an outcome that does not exist", d)
				}
				listed[d.code] = true
				v.answer = text(d.status, wireOf(p).refusal("T-9", d.code))
				got, err := buyOne(t.Context(), t, p, s.URL, transport)
				outcome := outcomeOf(got, err)
				if outcome != d.outcome || v.buys.Load() != int64(n+1) {
					t.Errorf("Create() with %s = %s (%v) after %d requests, want %s after %d", d.code, outcome, err,
						v.buys.Load(), d.outcome, n+1)
				}
				if row, ok := p.Code(d.code); ok && row.HTTP != d.status {
					t.Errorf("row of %s = HTTP %d, want %d as documented", d.code, row.HTTP, d.status)
				}
				if e := provider.All(err); len(e) != 1 || e[0].Code != d.code || e[0].RequestID != "T-9" || e[0].HTTP != d.status {
					t.Errorf("Create() with %s = %+v, want the code, request id and status", d.code, e)
				}
			}
			for _, row := range p.Codes {
				if !listed[row.Code] {
					t.Errorf("%s is a row of the product, and not among the documented codes", row.Code)
				}
			}
		})
	}
}

// documentedCodes reads the list of a product.
func documentedCodes(t *testing.T, p *provider.Product) []documented {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "codes", string(p.ID)+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var list []documented
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) != 3 {
			t.Fatalf("line %q, want status, code and outcome", lines.Text())
		}
		status, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatalf("line %q: %v", lines.Text(), err)
		}
		list = append(list, documented{status, words[1], words[2]})
	}
	if err := lines.Err(); err != nil || len(list) < 50 {
		t.Fatalf("%d codes of %s, %v, want all that are documented", len(list), p.ID, err)
	}
	return list
}
