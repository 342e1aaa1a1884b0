package journal

import (
	"database/sql"

	"github.com/metalwright/metalwright/state/policy"
)

// The rows of the audit about passwords that the program has made: when an order is written down with one, and when
// someone has said that it is saved elsewhere. The journal does not have the password.
const (
	PasswordMade  = "make_password"
	passwordSaved = string(policy.SavePassword)
)

// Unsaved returns the orders whose password was made by the program, which shows it once, and of which nobody has said
// that it is saved. order is the only one that is asked about; "" for all.
func (s Audit) Unsaved(order string) (map[string]bool, error) {
	text, args := `select order_id, what from audit where what in (?1, ?2)`, []any{PasswordMade, passwordSaved}
	if order != "" {
		text, args = text+` and order_id = ?3`, append(args, order)
	}
	unsaved := map[string]bool{}
	_, err := query(s.reader, func(r *sql.Rows) (struct{}, error) {
		var id, what string
		err := r.Scan(&id, &what)
		unsaved[id] = err == nil && what == PasswordMade
		return struct{}{}, err
	}, text+` order by n`, args...)
	return unsaved, err
}
