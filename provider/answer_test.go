package provider_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// places lists where the answers are in a spec: the paths of its JSON, down to what is one answer.
func places(t reflect.Type, prefix string, index []int, into map[provider.Field][]int) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		at := append(slices.Clone(index), i)
		switch f.Type {
		case reflect.TypeFor[provider.Billing](), reflect.TypeFor[provider.Network](), reflect.TypeFor[provider.NIC](),
			reflect.TypeFor[provider.Storage](), reflect.TypeFor[provider.Access](), reflect.TypeFor[provider.Marketing]():
			places(f.Type, prefix+name+".", at, into)
		default:
			into[provider.Field(prefix+name)] = at
		}
	}
}

// filledIn is a value of the type that is not zero.
func filledIn(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[provider.Secret]():
		v.Set(reflect.ValueOf(provider.NewSecret("x")))
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
	case t == reflect.TypeFor[[]provider.Tag]():
		v.Set(reflect.ValueOf([]provider.Tag{{Key: "a", Value: "b"}}))
	case t.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(t, 1, 1))
		if t.Elem().Kind() == reflect.String {
			v.Index(0).SetString("x")
		}
	case t.Kind() == reflect.String:
		v.SetString("x")
	case t.Kind() == reflect.Int:
		v.SetInt(1)
	case t.Kind() == reflect.Bool:
		v.SetBool(true)
	}
	return v
}

// TestEveryAnswerHasOneRow compares the table with the spec: each answer of the spec has one row, the row reads and
// clears that answer alone, and the table has the order of the order file.
func TestEveryAnswerHasOneRow(t *testing.T) {
	t.Parallel()
	at := map[provider.Field][]int{}
	places(reflect.TypeFor[provider.Spec](), "", nil, at)
	delete(at, provider.FieldProduct) // it is chosen before all answers
	seen := map[provider.Field]bool{}
	for _, a := range provider.Answers() {
		index, ok := at[a.Field]
		if !ok || seen[a.Field] {
			t.Errorf("%s: no place in the spec, or two rows", a.Field)
			continue
		}
		seen[a.Field] = true
		if a.Doc == "" || strings.HasSuffix(a.Doc, ".") && !strings.HasSuffix(a.Doc, "...") {
			t.Errorf("%s: Doc = %q, want a sentence without a period", a.Field, a.Doc)
		}
		var s provider.Spec
		v := reflect.ValueOf(&s).Elem().FieldByIndex(index)
		v.Set(filledIn(v.Type()))
		for f := range at {
			if got := provider.Answered(s, f); got != (f == a.Field) {
				t.Errorf("with %s alone: Answered(%s) = %v", a.Field, f, got)
			}
		}
		if line, ok := provider.LineFor(a.Field); ok {
			text := line.Get(&s)
			if text == "" || line.Set(&s, text) != nil || line.Get(&s) != text {
				t.Errorf("%s: %q does not read back as %q", a.Field, text, line.Get(&s))
			}
			if e := line.Set(&s, ""); e != nil || !reflect.DeepEqual(s, provider.Spec{}) {
				t.Errorf("%s: Set(\"\") = %v and leaves %+v, want nothing", a.Field, e, s)
			}
		} else if a.Kind != provider.StructureValue {
			t.Errorf("%s: LineFor() = false for a %d", a.Field, a.Kind)
		}
	}
	for f := range at {
		if !seen[f] {
			t.Errorf("%s is in the spec and has no row", f)
		}
	}
}

// TestTextForHasNoSecret lists what a command line may say.
func TestTextForHasNoSecret(t *testing.T) {
	t.Parallel()
	for _, a := range provider.Answers() {
		_, got := provider.TextFor(a.Field)
		want := a.Kind != provider.StructureValue && a.Field != provider.FieldPassword && a.Field != provider.FieldInitScript
		if got != want {
			t.Errorf("TextFor(%s) = %v, want %v", a.Field, got, want)
		}
	}
	for _, f := range []provider.Field{provider.FieldProduct, provider.FieldAccount, "", "zoen"} {
		if _, ok := provider.LineFor(f); ok {
			t.Errorf("LineFor(%q) = true, want false", f)
		}
	}
}

// TestStructuresHaveNoText sets one by text: nothing changes.
func TestStructuresHaveNoText(t *testing.T) {
	t.Parallel()
	for _, a := range provider.Answers() {
		if a.Kind != provider.StructureValue {
			continue
		}
		var s provider.Spec
		if e := a.Set(&s, "5"); e == nil || e.Field != a.Field || !reflect.DeepEqual(s, provider.Spec{}) || a.Get(&s) != "" {
			t.Errorf("%s: Set() = %v and makes %+v, want an error at the answer", a.Field, e, s)
		}
	}
}

// TestOnlyWhatCountsIsKept takes out what a product does not ask; what every product asks stays.
func TestOnlyWhatCountsIsKept(t *testing.T) {
	t.Parallel()
	full := provider.Spec{
		Zone: "z", Type: "t", Count: 2, Name: "n", Tags: []provider.Tag{{Key: "k"}},
		Network: provider.Network{BandwidthMbps: 5},
		Storage: provider.Storage{RAID: &provider.RAID{}},
		Access:  provider.Access{Password: provider.NewSecret("x")},
	}
	p := &provider.Product{Fields: []provider.Field{provider.FieldName}}
	want := provider.Spec{Zone: "z", Type: "t", Count: 2, Name: "n"}
	if got := p.Counting(full); !reflect.DeepEqual(got, want) {
		t.Errorf("Counting() = %+v, want %+v", got, want)
	}
}

// TestBrief has the order of the product.
func TestBrief(t *testing.T) {
	t.Parallel()
	p := &provider.Product{Fields: []provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldType, provider.FieldTags, provider.FieldZone,
	}}
	if got, want := p.Brief(), []provider.Field{provider.FieldType, provider.FieldZone}; !slices.Equal(got, want) {
		t.Errorf("Brief() = %v, want %v", got, want)
	}
}
