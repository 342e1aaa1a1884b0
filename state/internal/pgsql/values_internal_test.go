package pgsql

import (
	"database/sql/driver"
	"testing"
)

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
