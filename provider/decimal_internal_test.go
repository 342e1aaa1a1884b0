package provider

import (
	"regexp"
	"testing"
)

// FuzzIsDecimal wants what the regular expression says.
func FuzzIsDecimal(f *testing.F) {
	form := regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?$`)
	for _, text := range []string{
		"", "-", "1", "-1.89", "1.", ".5", "1e3", "1E-30", "1e", "1e1234", "+1", "1 ", "1\n", "1.5e+7x",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := isDecimal(text), form.MatchString(text); got != want {
			t.Errorf("isDecimal(%q) = %t, want %t", text, got, want)
		}
	})
}
