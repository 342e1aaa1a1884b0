package provider

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Money is an exact amount in one currency. Its arithmetic is checked: what does not fit is [ErrMoney] and never
// another amount. What has to be rounded is rounded to the nearest millionth, a half away from zero.
type Money struct {
	Micros   int64  `json:"micros"`   // millionths of the currency's unit
	Currency string `json:"currency"` // ISO 4217
}

// ErrMoney is an amount that is too large, or a sum of two currencies.
var ErrMoney = errors.New("the amount cannot be computed")

// unit is how many millionths a unit of a currency has.
const unit = 1_000_000

// Amount returns the money for a decimal number. What is no number, or too large, is the zero Money, which is no price
// and no currency.
func Amount(v float64, currency string) Money {
	m, err := ParseMoney(strconv.FormatFloat(v, 'f', -1, 64), currency)
	if err != nil {
		return Money{}
	}
	return m
}

// isDecimal reports whether text is a plain decimal number, with an exponent as JSON may have one: no digits that a
// computer cannot hold.
func isDecimal(text string) bool {
	digits := func(most int) bool {
		n := 0
		for n < len(text) && text[n] >= '0' && text[n] <= '9' {
			n++
		}
		text = text[n:]
		return n >= 1 && n <= most
	}
	text = strings.TrimPrefix(text, "-")
	if !digits(40) {
		return false
	}
	if after, ok := strings.CutPrefix(text, "."); ok {
		if text = after; !digits(400) {
			return false
		}
	}
	if text == "" {
		return true
	}
	if text[0] != 'e' && text[0] != 'E' {
		return false
	}
	if text = text[1:]; text != "" && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	return digits(3) && text == ""
}

// ParseMoney reads a decimal number, "1.89" or "1e3", as an amount of the currency. More than six decimal places are
// rounded. The error is [ErrMoney].
func ParseMoney(text, currency string) (Money, error) {
	if !isDecimal(text) {
		return Money{}, fmt.Errorf("%w: %.40q is not a decimal number", ErrMoney, text)
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return Money{}, fmt.Errorf("%w: %.40q is not a decimal number", ErrMoney, text)
	}
	return rounded(r.Mul(r, big.NewRat(unit, 1)), currency)
}

// rounded is the amount of so many millionths.
func rounded(micros *big.Rat, currency string) (Money, error) {
	// A half away from zero: |n/d| + 1/2, without its fraction.
	twice := new(big.Int).Lsh(micros.Denom(), 1)
	n := new(big.Int).Lsh(new(big.Int).Abs(micros.Num()), 1)
	n.Quo(n.Add(n, micros.Denom()), twice)
	if micros.Sign() < 0 {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return Money{}, fmt.Errorf("%w: it is too large", ErrMoney)
	}
	return Money{Micros: n.Int64(), Currency: currency}, nil
}

// Times returns n times m.
func (m Money) Times(n int) (Money, error) { return m.Scale(n, 1) }

// Over returns an n-th of m.
func (m Money) Over(n int) (Money, error) { return m.Scale(1, n) }

// Scale returns m multiplied by times and divided by over, rounded once.
func (m Money) Scale(times, over int) (Money, error) {
	if over == 0 {
		return Money{}, fmt.Errorf("%w: it is divided by nothing", ErrMoney)
	}
	n := new(big.Int).Mul(big.NewInt(m.Micros), big.NewInt(int64(times)))
	return rounded(new(big.Rat).SetFrac(n, big.NewInt(int64(over))), m.Currency)
}

// Plus returns the sum. The zero Money takes the other's currency.
func (m Money) Plus(o Money) (Money, error) {
	switch {
	case m == Money{}:
		return o, nil
	case o == Money{}:
		return m, nil
	case m.Currency != o.Currency:
		return Money{}, fmt.Errorf("%w: %s and %s are two currencies", ErrMoney, m, o)
	case o.Micros > 0 && m.Micros > math.MaxInt64-o.Micros, o.Micros < 0 && m.Micros < math.MinInt64-o.Micros:
		return Money{}, fmt.Errorf("%w: it is too large", ErrMoney)
	}
	m.Micros += o.Micros
	return m, nil
}

// IsZero reports whether m is no money at all.
func (m Money) IsZero() bool { return m.Micros == 0 }

// Decimal is the amount as a plain decimal with at least two places and as many as are needed. [ParseMoney] reads it
// back.
func (m Money) Decimal() string {
	sign, n := "", uint64(m.Micros) //nolint:gosec // the two's complement is meant
	if m.Micros < 0 {
		sign, n = "-", -n
	}
	frac := strings.TrimRight(fmt.Sprintf("%06d", n%unit), "0")
	for len(frac) < 2 {
		frac += "0"
	}
	return sign + strconv.FormatUint(n/unit, 10) + "." + frac
}

// String is the amount and the currency: "1.89 USD".
func (m Money) String() string { return strings.TrimSpace(m.Decimal() + " " + m.Currency) }
