package provider_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

func usd(micros int64) provider.Money { return provider.Money{Micros: micros, Currency: "USD"} }

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want int64
		ok   bool
	}{
		{"0", 0, true},
		{"853.1", 853_100_000, true},
		{"-2.5", -2_500_000, true},
		{"1e3", 1_000_000_000, true},
		{"0.0000005", 1, true}, // a half away from zero
		{"-0.0000005", -1, true},
		{"0.00000049999", 0, true},
		{"0.1000000000000000055511151231257827", 100_000, true},
		{"9223372036854.775807", math.MaxInt64, true},
		{"-9223372036854.775808", math.MinInt64, true},
		{"9223372036854.7758075", 0, false},
		{"1e13", 0, false},
		{"1e999", 0, false},
		{"1e1000000000", 0, false},
		{"", 0, false},
		{" 1", 0, false},
		{"1,5", 0, false},
		{"0x10", 0, false},
		{"1/2", 0, false},
		{"NaN", 0, false},
		{"Inf", 0, false},
		{"-Infinity", 0, false},
	} {
		got, err := provider.ParseMoney(c.text, "USD")
		if c.ok && (err != nil || got != usd(c.want)) || !c.ok && (!errors.Is(err, provider.ErrMoney) ||
			got != provider.Money{}) {
			t.Errorf("ParseMoney(%q) = %v, %v, want %d micros, ok %v", c.text, got, err, c.want, c.ok)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e13, -1e300} {
		if got := provider.Amount(v, "USD"); got != (provider.Money{}) {
			t.Errorf("Amount(%v) = %+v, want no money", v, got)
		}
	}
}

func TestMoneyIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func() (provider.Money, error)
		want int64
		ok   bool
	}{
		{"sum", func() (provider.Money, error) { return usd(2).Plus(usd(3)) }, 5, true},
		{"sum with nothing", func() (provider.Money, error) { return provider.Money{}.Plus(usd(3)) }, 3, true},
		{"sum with nothing else", func() (provider.Money, error) { return usd(3).Plus(provider.Money{}) }, 3, true},
		{"sum too large", func() (provider.Money, error) { return usd(math.MaxInt64).Plus(usd(1)) }, 0, false},
		{"sum too small", func() (provider.Money, error) { return usd(math.MinInt64).Plus(usd(-1)) }, 0, false},
		{"two currencies", func() (provider.Money, error) {
			return usd(1).Plus(provider.Money{
				Micros:   1,
				Currency: "CNY",
			})
		}, 0, false},
		{"times", func() (provider.Money, error) { return usd(-7).Times(3) }, -21, true},
		{"times a count beyond reason", func() (provider.Money,
			error,
		) {
			return usd(853_100_000).Times(10_811_595_402)
		}, 0, false},
		{"times back below zero", func() (provider.Money, error) { return usd(math.MinInt64).Times(-1) }, 0, false},
		{"a half away from zero", func() (provider.Money, error) { return usd(5).Over(2) }, 3, true},
		{"minus a half away from zero", func() (provider.Money, error) { return usd(-5).Over(2) }, -3, true},
		{"a third", func() (provider.Money, error) { return usd(100).Over(3) }, 33, true},
		{"by nothing", func() (provider.Money, error) { return usd(5).Over(0) }, 0, false},
		{"rounded once", func() (provider.Money, error) { return usd(1).Scale(730, 24) }, 30, true},
	} {
		got, err := c.do()
		if c.ok && (err != nil || got != usd(c.want)) || !c.ok && (!errors.Is(err, provider.ErrMoney) ||
			got != provider.Money{}) {
			t.Errorf("%s: %+v, %v, want %d, ok %v", c.name, got, err, c.want, c.ok)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		q    provider.Quote
		want string // "": there is none
	}{
		{
			"a month of three machines",
			provider.Quote{Priced: true, Count: 3, Month: provider.Amount(730, "USD")},
			"2190.00 USD",
		},
		{"the term of three machines", provider.Quote{
			Priced: true, Count: 3, Month: provider.Amount(730, "USD"),
			Term: provider.Amount(100, "USD"),
		}, "300.00 USD"},
		{"not rounded", provider.Quote{Priced: true, Count: 3, Month: usd(33_333_333)}, "99.999999 USD"},
		{"the vendor states none", provider.Quote{Count: 3, Month: usd(1)}, ""},
		{"nothing", provider.Quote{Priced: true, Count: 3, Month: usd(0)}, ""},
		{"less than nothing", provider.Quote{Priced: true, Count: 3, Month: usd(-1)}, ""},
		{"a term below nothing", provider.Quote{Priced: true, Count: 3, Month: usd(5e6), Term: usd(-5e6)}, ""},
		{"less than a thousandth", provider.Quote{Priced: true, Count: 3, Month: usd(100)}, "0.0003 USD"},
		{"no currency", provider.Quote{Priced: true, Count: 3, Month: provider.Money{Micros: 1e6}}, ""},
		{"no machines", provider.Quote{Priced: true, Month: usd(1e6)}, ""},
		{"minus one machine", provider.Quote{Priced: true, Count: -1, Month: usd(-1e6)}, ""},
		{"too much", provider.Quote{Priced: true, Count: 10_811_595_402, Month: usd(853_100_000)}, ""},
	} {
		got, err := c.q.Due()
		if (err == nil) != (c.want != "") || err == nil && got.String() != c.want || err != nil && got != (provider.Money{}) {
			t.Errorf("%s: Due() = %v, %v, want %q", c.name, got, err, c.want)
		}
		if c.q.Known() != (err == nil) {
			t.Errorf("%s: Known() = %v, and Due() = %v", c.name, c.q.Known(), err)
		}
	}
}

// FuzzMoney holds the arithmetic against numbers without a limit, and reads back what is printed.
func FuzzMoney(f *testing.F) {
	for _, seed := range [][4]int64{
		{0, 0, 1, 1},
		{5, -5, 1, 2},
		{-5, 5, 1, -2},
		{math.MinInt64, -1, -1, 1},
		{math.MaxInt64, 1, 2, 3},
		{853_100_000, 1, 10_811_595_402, 1},
		{1, 1, 1, 0},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, a, b, times, over int64) {
		m := usd(a)
		if back, err := provider.ParseMoney(m.Decimal(), "USD"); err != nil || back != m {
			t.Errorf("ParseMoney(%s) = %v, %v, want %d micros", m.Decimal(), back, err, a)
		}
		sum, err := m.Plus(usd(b))
		same(t, "sum", sum, err, new(big.Int).Add(big.NewInt(a), big.NewInt(b)))
		if over == 0 {
			return
		}
		scaled, err := m.Scale(int(times), int(over))
		same(t, "product", scaled, err, nearest(new(big.Int).Mul(big.NewInt(a), big.NewInt(times)), big.NewInt(over)))
	})
}

func same(t *testing.T, what string, got provider.Money, err error, want *big.Int) {
	t.Helper()
	if want.IsInt64() != (err == nil) || err == nil && (got.Micros != want.Int64() || got.Currency != "USD") {
		t.Errorf("%s = %+v, %v, want %s micros", what, got, err, want)
	}
}

// nearest divides n by d. It goes through the remainder, and not, as the arithmetic does, through twice the number.
func nearest(n, d *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	if new(big.Int).Abs(r.Lsh(r, 1)).Cmp(new(big.Int).Abs(d)) < 0 {
		return q
	}
	return q.Add(q, big.NewInt(int64(n.Sign()*d.Sign())))
}

// FuzzParseMoney never reads another amount than the text says, rounded to a millionth.
func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"1.89", "-0.0000005", "1e-7", "1e308", "00.10", "9223372036854.775808", "NaN"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := provider.ParseMoney(text, "USD")
		if err != nil {
			return
		}
		is, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("ParseMoney(%q) = %v, which is no number", text, m)
		}
		off := is.Sub(is, big.NewRat(m.Micros, 1_000_000))
		if off.Abs(off).Cmp(big.NewRat(1, 2_000_000)) > 0 {
			t.Errorf("ParseMoney(%q) = %s, more than half a millionth off", text, m)
		}
	})
}

func TestCheckCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]provider.Rule{
		math.MinInt: provider.RuleMin, -1: provider.RuleMin, 0: provider.RuleRequired, 1: "", 10_000: "",
		10_001:         provider.RuleMax,
		10_811_595_402: provider.RuleMax, math.MaxInt: provider.RuleMax,
	} {
		if err := provider.CheckCount(n); (err == nil) != (want == "") || err != nil &&
			(err.Rule != want || err.Field != provider.FieldCount) {
			t.Errorf("CheckCount(%d) = %v, want rule %q", n, err, want)
		}
	}
}

// TestCountBinding types counts, as --set, the wizard and defaults have them: a bad one changes nothing.
func TestCountBinding(t *testing.T) {
	t.Parallel()
	b, _ := provider.LineFor(provider.FieldCount)
	for text, want := range map[string]provider.Rule{
		"10000": "", " 7 ": "", "10001": provider.RuleMax, "10811595402": provider.RuleMax,
		"99999999999999999999": provider.RuleMax, "0": provider.RuleMin,
		"-1": provider.RuleMin, "-99999999999999999999": provider.RuleMin, "1e3": provider.RuleFormat,
		"3.0": provider.RuleFormat, "three": provider.RuleFormat,
	} {
		s := provider.Spec{Count: 2}
		err := b.Set(&s, text)
		if (err == nil) != (want == "") || err != nil && (err.Rule != want || err.Field != provider.FieldCount ||
			s.Count != 2) {
			t.Errorf("Set(count, %q) = %v, count %d, want rule %q", text, err, s.Count, want)
		}
		if err != nil && want == provider.RuleMax && err.Limit != provider.MaxCount {
			t.Errorf("Set(count, %q) allows %d, want %d", text, err.Limit, provider.MaxCount)
		}
	}
}
