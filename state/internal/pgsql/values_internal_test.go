package pgsql

import (
	"bytes"
	"database/sql/driver"
	"testing"
	"time"
)

// TestEncode writes each kind of argument as PostgreSQL reads it, and refuses others by their place.
func TestEncode(t *testing.T) {
	t.Parallel()
	args := []driver.NamedValue{{Value: nil}, {Value: int64(-7)}, {Value: true}, {Value: ""}, {Value: []byte("{}")}}
	got, err := encode(args)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]byte{nil, []byte("-7"), []byte("true"), {}, []byte("{}")} {
		if !bytes.Equal(got[i], want) || (got[i] == nil) != (want == nil) {
			t.Errorf("argument %d is %q, want %q", i+1, got[i], want)
		}
	}
	_, err = encode(append(args, driver.NamedValue{Value: time.Time{}}))
	const want = "argument 6 is a time.Time, want a text, a whole number or a truth value"
	if err == nil || err.Error() != want {
		t.Errorf("encode() = %v, want %s", err, want)
	}
}

// FuzzDecode reads what a server may send for any type: a value of database/sql, or an error; texts alone are texts.
func FuzzDecode(f *testing.F) {
	for _, oid := range []uint32{oidBool, oidInt2, oidInt4, oidInt8, 25, 114} {
		for _, text := range []string{"", "0", "-9223372036854775808", "9223372036854775808", "t", "f", "{}"} {
			f.Add(oid, []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, oid uint32, text []byte) {
		v, err := decode(oid, text)
		if err == nil && !driver.IsValue(v) {
			t.Errorf("%T is no value", v)
		}
		if s, ok := v.(string); ok && (s != string(text) || oid != oidText && oid != oidJSON) {
			t.Errorf("%q was read as %q", text, s)
		}
	})
}
