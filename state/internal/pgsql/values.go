package pgsql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Types of columns (PostgreSQL, pg_type.dat).
const (
	oidBool = 16
	oidInt8 = 20
	oidInt2 = 21
	oidInt4 = 23
	oidText = 25
	oidJSON = 114
)

// encode writes arguments as PostgreSQL reads them.
func encode(args []driver.NamedValue) ([][]byte, error) {
	values := make([][]byte, len(args)) // nil is NULL
	for i, a := range args {
		switch v := a.Value.(type) {
		case nil:
		case int64:
			values[i] = strconv.AppendInt(nil, v, 10)
		case bool:
			values[i] = strconv.AppendBool(nil, v)
		case string:
			values[i] = []byte(v)
		case []byte: // a text, such as JSON
			values[i] = v
		default:
			return nil, fmt.Errorf("argument %d is a %T, want a text, a whole number or a truth value", i+1, v)
		}
	}
	return values, nil
}

// decode reads a column of the type; nil is NULL.
func decode(oid uint32, text []byte) (driver.Value, error) {
	switch {
	case text == nil:
		return nil, nil
	case oid == oidInt2, oid == oidInt4, oid == oidInt8:
		return strconv.ParseInt(string(text), 10, 64)
	case oid == oidBool:
		return string(text) == "t", nil
	case oid == oidText, oid == oidJSON:
		return string(text), nil
	}
	return slices.Clone(text), nil
}

// Row asks for the only row of the query, in the words of PostgreSQL: whole numbers in digits, truth values as t or f.
// A NULL in it is an error.
func Row(ctx context.Context, c *pgconn.PgConn, query string, args ...string) ([]string, error) {
	values := make([][]byte, 0, len(args))
	for _, a := range args {
		values = append(values, []byte(a))
	}
	got := c.ExecParams(ctx, query, values, nil, nil, nil).Read()
	if got.Err != nil {
		return nil, got.Err
	}
	if len(got.Rows) != 1 {
		return nil, fmt.Errorf("%s: %d rows, want 1", query, len(got.Rows))
	}
	row := make([]string, 0, len(got.Rows[0]))
	for i, v := range got.Rows[0] {
		if v == nil {
			return nil, fmt.Errorf("%s: column %d is NULL", query, i+1)
		}
		row = append(row, string(v))
	}
	return row, nil
}

// Quote writes a name so that nothing in it ends it (PostgreSQL, Identifiers and Key Words).
func Quote(name string) string {
	return `"` + strings.NewReplacer(`"`, `""`, "\x00", "").Replace(name) + `"`
}
