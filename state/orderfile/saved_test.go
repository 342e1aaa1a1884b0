package orderfile_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
)

// TestSaved: a file that was saved from a spec is saved as the same file again, and says all that the first one said.
func TestSaved(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same specs every time
	for _, p := range products() {
		for range 150 {
			f := &orderfile.File{Spec: randomSpec(r, p)}
			if f.Spec.Access.Login == provider.LoginPassword || p.Has(provider.FieldPassword) && r.IntN(2) == 0 {
				f.Password = orderfile.Source{Kind: orderfile.SourceGenerate}
			}
			if p.Has(provider.FieldInitScript) && r.IntN(2) == 0 {
				f.InitScript = orderfile.Source{Kind: orderfile.SourceFile, Name: orderfile.DefaultScript}
			}
			first, text := again(t, f)
			if !reflect.DeepEqual(first.Spec, f.Spec) || first.Password != f.Password || first.InitScript != f.InitScript {
				t.Fatalf("saving changes the order\n got %+v\nwant %+v\n%s", first, f, text)
			}
			if _, second := again(t, first); string(second) != string(text) {
				t.Fatalf("saved again it is\n%s\nwant\n%s", second, text)
			}
			if strings.Contains(string(text), "planted") {
				t.Fatalf("the file holds a secret:\n%s", text)
			}
		}
	}
}

func FuzzSaved(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"metalwright":"v1","product":"zenlayer-vm","tags":{"a":"b"},
		"access":{"password":"stdin","init_script":"file:x"}}`))
	all := products()
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := orderfile.Decode(data, "f", all)
		if err != nil {
			return
		}
		first, text := again(t, file)
		if !reflect.DeepEqual(first.Spec, file.Spec) {
			t.Fatalf("%q is saved as\n%s\nwhich is another order", data, text)
		}
		if _, second := again(t, first); string(second) != string(text) {
			t.Fatalf("saved again it is\n%s\nwant\n%s", second, text)
		}
	})
}

// TestNamesAreComments writes what ids are called behind them, on their lines, and reads the same order.
func TestNamesAreComments(t *testing.T) {
	t.Parallel()
	s := provider.Spec{Product: "zenlayer-bmc", Zone: "SEL-A", Type: "M6C", Image: "5ace"}
	s.Network.Charge = "ByBandwidth"
	f := &orderfile.File{Spec: s, Names: map[provider.Field]string{
		provider.FieldNetCharge: "Flat rate", provider.FieldImage: "Ubuntu\nzone: FRA-A # 26", provider.FieldZone: "",
	}}
	text, err := f.YAML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"zone: SEL-A\n", "image: \"5ace\" # Ubuntuzone: FRA-A # 26\n", "  charge: ByBandwidth # Flat rate\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the file has no line %q:\n%s", want, text)
		}
	}
	got, err := orderfile.Decode(text, "", products())
	if err != nil || !reflect.DeepEqual(got.Spec, s) {
		t.Errorf("Decode() = %+v, %v, want %+v of\n%s", got, err, s, text)
	}
}
