package lenient_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/internal/lenient"
)

type odd struct {
	T lenient.Text
	N lenient.Num
	F lenient.Flag
	L lenient.List[lenient.Text]
}

func TestOddJSON(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, in string
		want     odd
	}{
		{"as documented", `{"T":"a","N":1,"F":true,"L":["x"]}`, odd{
			"a",
			lenient.Num{Value: 1, Known: true},
			true,
			lenient.List[lenient.Text]{"x"},
		}},
		{"numbers as strings", `{"T":7,"N":"7","F":"true","L":"x"}`, odd{
			"7",
			lenient.Num{Value: 7, Known: true},
			true,
			lenient.List[lenient.Text]{"x"},
		}},
		{"nulls", `{"T":null,"N":null,"F":null,"L":null}`, odd{}},
		{"wrong types", `{"T":{},"N":[],"F":"maybe","L":[null,"x",3]}`, odd{L: lenient.List[lenient.Text]{"x", "3"}}},
		{"empty list", `{"L":[]}`, odd{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var got odd
			if err := lenient.Unmarshal([]byte(row.in), &got); err != nil {
				t.Fatalf("Unmarshal(%s) = %v", row.in, err)
			}
			a, _ := json.Marshal(got)
			b, _ := json.Marshal(row.want)
			if string(a) != string(b) {
				t.Errorf("Unmarshal(%s) = %s, want %s", row.in, a, b)
			}
		})
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 5, 11, 8, 22, 5, 0, time.UTC)
	for _, text := range []lenient.Text{
		"2026-05-11T08:22:05Z", "2026-05-11T08:22:05", "2026-05-11T16:22:05+08:00",
		"2026-05-11 08:22:05",
	} {
		if got := text.Time(); !got.Equal(want) {
			t.Errorf("%q.Time() = %v, want %v", text, got, want)
		}
	}
	if got := lenient.Text("yesterday").Time(); !got.IsZero() {
		t.Errorf("Time of no time = %v", got)
	}
}

func TestNatural(t *testing.T) {
	t.Parallel()
	if got := (lenient.Num{Value: -1, Known: true}).Natural(); got != nil {
		t.Errorf("Natural of -1 = %d, want nil", *got)
	}
	if got := (lenient.Num{Value: 0, Known: true}).Natural(); got == nil || *got != 0 {
		t.Errorf("Natural of 0 = %v, want 0", got)
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"T":7,"N":"7","F":"true","L":[null,"x"]}`))
	f.Add([]byte(`{"T":`))
	f.Fuzz(func(t *testing.T, in []byte) {
		var got odd
		err := lenient.Unmarshal(in, &got)
		if (err == nil) != json.Valid(in) {
			t.Errorf("Unmarshal(%q) = %v, want an error for what is no JSON alone", in, err)
		}
	})
}
