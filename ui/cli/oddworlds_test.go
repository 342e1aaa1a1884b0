package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
)

// object is a JSON object.
type object = map[string]any

// world is a way in which all that a vendor lists can be odd.
type world struct {
	name string
	// bend changes an answer that reads. in is what was asked.
	bend func(action string, in, answer object)
	// ends is where the walk ends, by product; where nothing is said it has to reach the review.
	ends map[provider.ProductID]end
}

// end is a step and the message that it shows.
type end struct{ step, says string }

const (
	metal provider.ProductID = "zenlayer-bmc"
	vm    provider.ProductID = "zenlayer-vm"
	edge  provider.ProductID = "tencent-edgezone"
)

func worlds() []world {
	only := func(actions ...string) func(string, object, object) {
		return func(action string, _, answer object) {
			if !slices.Contains(actions, action) {
				emptyLists(answer)
			}
		}
	}
	noZone := end{"zone", "zone.empty"}
	worlds := []world{
		{"as it is", func(string, object, object) {}, nil},
		{"nothing", only(), ends(noZone, noZone, noZone)},
		{"nulls for lists", func(_ string, _, answer object) { nullLists(answer) }, ends(noZone, noZone, noZone)},
		{
			"nothing reported", func(_ string, _, answer object) { clear(answer) },
			ends(noZone, noZone, end{"zone", "kind.protocol"}),
		},
		{"zones only", only("DescribeZones"), ends(end{"zone", "stock.sold_out"}, end{"zone", "key.why"},
			end{"zone", "key.why"})},
		{"types only", only(forSale()...), ends(end{}, end{"image", "image.empty"}, end{})},
		{"images only", only(append(forSale(), "DescribeImages")...), ends(end{}, end{"network", "nothing.network.subnet"},
			end{})},
		{"null fields", OrNil(func(row object, k string) { row[k] = nil }), nil},
		{"missing fields", OrNil(func(row object, k string) { delete(row, k) }), nil},
		{"three pages", manyRows(210, 210), nil},
		{"three pages, reported as none", manyRows(210, 0), nil},
		{"three pages, reported as endless", manyRows(210, 1e9), nil},
		{"numbers as strings", each(numbersAsStrings), nil},
		{"texts of the wrong type", OrNil(wrongType), nil},
		{"unknown words", each(unknownWord), ends(end{}, end{"image", "image.empty"}, end{})},
	}
	for what, name := range oddNames() {
		worlds = append(worlds, world{"names: " + what, each(renamed(name)), nil})
	}
	return worlds
}

func ends(onMetal, onVM, onEdge end) map[provider.ProductID]end {
	return map[provider.ProductID]end{metal: onMetal, vm: onVM, edge: onEdge}
}

// forSale are the actions that list zones and what they sell, of each product.
func forSale() []string {
	return []string{
		"DescribeZones", "DescribeAvailableResources", "DescribeInstanceTypes", "DescribeZoneInstanceConfigInfos",
		"InquiryPriceCreateInstance",
	}
}

func oddNames() map[string]string {
	return map[string]string{
		"CJK":             "東京エッジゾーン一号機房的名称真的很长很长很长很长很长",
		"zero width":      "a\u200bb\u200dc\ufeff\u2060d",
		"only zero width": "\u200b\u200b\u200b",
		"control":         "red\x1b[31mred\x1b]0;owned\x07\x00\r\n\tend\u009b2J",
		"right to left":   "\u202egnp.exe\u2066 שלום עולם",
		"marks":           "Z\u0300\u0301\u0302\u0303\u0304a" + strings.Repeat("\u0315", 200),
		"emoji":           "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇰🇷☎️",
		"long":            strings.Repeat("long-", 2000), "broken": "\ufffd\ufffd(", "empty": "", "spaces": "     ",
		"template": "{{.Got}} %s %!d(MISSING) \\n ${HOME}",
	}
}

// identity are the keys by which rows are distinguished and asked for: without them a row is none.
func identity(key string) bool {
	return strings.HasSuffix(key, "Id") || strings.HasSuffix(key, "ID") || key == "Zone" || key == "Region" ||
		strings.EqualFold(key, "instanceType") ||
		key == "publicIp" || key == "Ip" || key == "RequestId" || strings.HasSuffix(key, "IdSet")
}

// rows calls f with every object that stands in a list, however deep.
func rows(v any, f func(object)) {
	switch v := v.(type) {
	case object:
		for _, inner := range v {
			rows(inner, f)
		}
	case []any:
		for _, e := range v {
			if row, ok := e.(object); ok {
				f(row)
			}
			rows(e, f)
		}
	}
}

func emptyLists(answer object) {
	for k, v := range answer {
		if _, ok := v.([]any); ok {
			answer[k] = []any{}
		}
	}
}

func nullLists(answer object) {
	for k, v := range answer {
		if _, ok := v.([]any); ok {
			answer[k] = nil
		}
	}
}

// OrNil changes whatever a row can do without.
func OrNil(change func(row object, key string)) func(string, object, object) {
	return func(_ string, _, answer object) {
		rows(answer, func(row object) {
			for _, k := range slices.Collect(maps.Keys(row)) {
				if _, list := row[k].([]any); !list && !identity(k) {
					change(row, k)
				}
			}
		})
	}
}

// each changes every text, number and truth value of every row.
func each(change func(key string, v any) any) func(string, object, object) {
	return func(_ string, _, answer object) {
		rows(answer, func(row object) {
			for k, v := range row {
				switch v.(type) {
				case object, []any:
				default:
					row[k] = change(k, v)
				}
			}
		})
	}
}

func numbersAsStrings(_ string, v any) any {
	switch v := v.(type) {
	case float64:
		return " " + strconv.FormatFloat(v, 'f', -1, 64) + " "
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	}
	return v
}

func wrongType(row object, k string) {
	switch row[k].(type) {
	case float64:
		row[k] = object{"value": true}
	case string:
		row[k] = []any{object{"a": nil}, nil, 7}
	default:
		row[k] = "what?"
	}
}

func unknownWord(key string, v any) any {
	for _, end := range []string{
		"status", "state", "capacity", "category", "ostype", "imagetype", "mode", "line",
		"linetype", "chargetype", "location",
	} {
		if _, ok := v.(string); ok && strings.HasSuffix(strings.ToLower(key), end) {
			return "BRAND_NEW_WORD"
		}
	}
	return v
}

func renamed(name string) func(string, any) any {
	return func(key string, v any) any {
		k := strings.ToLower(key)
		if _, ok := v.(string); ok && !identity(key) &&
			slices.ContainsFunc(wordy(), func(w string) bool { return strings.Contains(k, w) }) {
			return name
		}
		return v
	}
}

// wordy are parts of the keys of texts that are only there to be read.
func wordy() []string {
	return []string{"name", "desc", "city", "country", "location", "cpu", "gpu", "nic", "disktype", "frequency", "version"}
}

// manyRows makes n rows of the first ones of every list that is asked for by pages, and reports total.
func manyRows(n int, total float64) func(string, object, object) {
	return func(action string, in, answer object) {
		if strings.HasSuffix(action, "NetworkInstances") { // of which a zone has one
			return
		}
		var from, size int
		num := func(k string) int { f, _ := in[k].(float64); return int(f) }
		switch {
		case in["pageNum"] != nil:
			size = num("pageSize")
			from = (num("pageNum") - 1) * size
		case in["Offset"] != nil:
			from, size = num("Offset"), num("Limit")
		default:
			return
		}
		for k, v := range answer {
			list, ok := v.([]any)
			if !ok || len(list) == 0 && from == 0 {
				return
			}
			out := []any{}
			for i := from; i < min(from+size, n); i++ {
				if i < len(list) {
					out = append(out, list[i])
					continue
				}
				row := object{}
				if len(list) > 0 {
					first, _ := list[0].(object)
					maps.Copy(row, first)
				}
				for id := range row {
					if s, ok := row[id].(string); ok && identity(id) && !strings.EqualFold(id, "zoneId") && id != "Zone" &&
						id != "Region" && id != "NetworkInstanceId" {
						row[id] = s + "-" + strconv.Itoa(i)
					}
				}
				out = append(out, row)
			}
			answer[k] = out
		}
		for _, k := range []string{"totalCount", "TotalCount"} {
			if answer[k] != nil {
				answer[k] = total
			}
		}
	}
}

// bent is a server in front of the vendor at the URL, in whose world everything that reads is odd. What it was asked to
// change it counts.
func bent(tb testing.TB, vendor string, w world) *httptest.Server {
	tb.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			return
		}
		ask, err := http.NewRequestWithContext(in.Context(), in.Method, vendor+in.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			tb.Error(err)
			return
		}
		ask.Header, ask.Host = in.Header.Clone(), in.Host // the signature is over it
		ask.Header.Del("Accept-Encoding")                 // what is bent is not compressed
		got, err := http.DefaultTransport.RoundTrip(ask)  //nolint:forbidigo // a test's server
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer func() { _ = got.Body.Close() }()
		answer, err := io.ReadAll(got.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		action := in.Header.Get("X-ZC-Action") + in.Header.Get("X-TC-Action")
		if got.StatusCode == http.StatusOK && (strings.HasPrefix(action, "Describe") ||
			strings.HasPrefix(action, "Inquiry")) {
			answer = bend(action, answer, body, w)
		}
		out.Header().Set("Content-Type", got.Header.Get("Content-Type"))
		out.WriteHeader(got.StatusCode)
		_, _ = out.Write(answer)
	}))
	tb.Cleanup(s.Close)
	return s
}

func bend(action string, answer, asked []byte, w world) []byte {
	var whole, in object
	if json.Unmarshal(answer, &whole) != nil || json.Unmarshal(asked, &in) != nil {
		return answer
	}
	for _, k := range []string{"response", "Response"} {
		if inner, ok := whole[k].(object); ok {
			w.bend(action, in, inner)
		}
	}
	text, err := json.Marshal(whole)
	if err != nil {
		return answer
	}
	return text
}

// odd are the products in the world.
func odd(tb testing.TB, w world) []*provider.Product {
	tb.Helper()
	products := all.Products()
	for _, p := range products {
		open, operator := p.Open, p.OpenOperator
		p.Open = func(a provider.Account) (provider.Reader, error) {
			a.Endpoint = bent(tb, a.Endpoint, w).URL
			return open(a)
		}
		p.OpenOperator = func(a provider.Account) (provider.Operator, error) {
			a.Endpoint = bent(tb, a.Endpoint, w).URL
			return operator(a)
		}
	}
	return products
}
