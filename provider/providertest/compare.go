package providertest

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// SameJSON compares two JSON texts by their values.
func SameJSON(t *testing.T, what, got, want string) {
	t.Helper()
	var a, b any
	if err := errors.Join(json.Unmarshal([]byte(got), &a), json.Unmarshal([]byte(want), &b)); err != nil {
		t.Fatalf("%s: %v\n%s", what, err, got)
	}
	x, _ := json.MarshalIndent(a, "", " ")
	y, _ := json.MarshalIndent(b, "", " ")
	if string(x) != string(y) {
		t.Errorf("%s =\n%s\nwant\n%s", what, x, y)
	}
}

// Rules names the faults that a check found: "zone:required name:pattern".
func Rules(err error) string {
	var all []string
	for _, e := range provider.All(err) {
		all = append(all, string(e.Field)+":"+string(e.Rule))
	}
	return strings.Join(all, " ")
}

// Answered leaves out the faults of what has no answer yet.
func Answered(err error) error {
	return provider.Join(slices.DeleteFunc(provider.All(err),
		func(e *provider.Error) bool { return e.Rule == provider.RuleRequired })...)
}
