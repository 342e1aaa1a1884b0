package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Machine is a machine that was bought. Times are Unix milliseconds.
type Machine struct {
	Serial  int64
	ID      string
	Product string
	Zone    string
	Type    string
	Subnet  string // "" for none
	Name    string
	Token   string // of the order, by the tag or the name; "" for none
	Order   string // the vendor's order number

	Created     int64
	Visible     int64 // it is in no list before
	Hidden      int   // it is missing from so many more lists
	PrivateFrom int64 // its private address shows from then on
	PublicFrom  int64 // its public addresses show from then on
	Private4    string
	Public4     string
	Public6     string
	Paid        int64 // millionths, in advance
	Timeline    Timeline
	Detail      []byte // JSON of the dialect
}

// Gone is when the machine stops existing.
func (m *Machine) Gone() int64 { return m.Timeline.Start("") }

// Query selects machines. A zero field selects all.
type Query struct {
	Product string
	IDs     []string
	Zone    string
	Subnet  string
	All     bool // those that show in no list, too
	Poll    bool // the list is an answer to the buyer, which counts for machines that are hidden from some lists
}

const machineColumns = `serial, id, product, zone, type, subnet, name, token, ordered, created, visible,
	hidden, wired, ready,
	private4, public4, public6, paid, timeline, detail`

// Machines returns the machines that q selects, the newest first.
func (s *Session) Machines(ctx context.Context, q Query) ([]*Machine, error) {
	where, args := []string{"1"}, []any{}
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if q.Product != "" {
		and("product = ?", q.Product)
	}
	if len(q.IDs) > 0 {
		marks := strings.Repeat(", ?", len(q.IDs))[2:]
		values := make([]any, len(q.IDs))
		for i, id := range q.IDs {
			values[i] = id
		}
		and("id IN ("+marks+")", values...)
	}
	if q.Zone != "" {
		and("zone = ?", q.Zone)
	}
	if q.Subnet != "" {
		and("subnet = ?", q.Subnet)
	}
	if !q.All {
		ms := s.At.UnixMilli()
		and("gone > ? AND visible <= ?", ms, ms)
	}
	rows, err := s.q.QueryContext(ctx, "SELECT "+machineColumns+" FROM machine WHERE "+strings.Join(where, " AND ")+
		" ORDER BY serial DESC", args...)
	if err != nil {
		return nil, fmt.Errorf("read machines: %w", err)
	}
	machines, err := collect(rows, scanMachine)
	if err != nil || q.All {
		return machines, err
	}
	return visible(ctx, s, machines, q.Poll)
}

// visible leaves out the machines that are hidden, and counts the list when it is a poll.
func visible(ctx context.Context, s *Session, machines []*Machine, poll bool) ([]*Machine, error) {
	shown := machines[:0]
	for _, m := range machines {
		if m.Hidden == 0 {
			shown = append(shown, m)
			continue
		}
		if !poll {
			continue
		}
		if _, err := s.q.ExecContext(ctx, "UPDATE machine SET hidden = hidden - 1 WHERE serial = ? AND hidden > 0",
			m.Serial); err != nil {
			return nil, fmt.Errorf("count a poll: %w", err)
		}
	}
	return shown, nil
}

func scanMachine(rows *sql.Rows) (*Machine, error) {
	m, timeline := &Machine{}, ""
	err := rows.Scan(&m.Serial, &m.ID, &m.Product, &m.Zone, &m.Type, &m.Subnet, &m.Name, &m.Token, &m.Order,
		&m.Created, &m.Visible,
		&m.Hidden, &m.PrivateFrom, &m.PublicFrom, &m.Private4, &m.Public4, &m.Public6, &m.Paid, &timeline, &m.Detail)
	if err != nil {
		return nil, err
	}
	m.Timeline, err = parseTimeline(timeline)
	return m, err
}

// Add stores a new machine.
func (s *Session) Add(ctx context.Context, m *Machine) error {
	_, err := s.q.ExecContext(ctx, "INSERT INTO machine ("+machineColumns+", gone) VALUES (?"+strings.Repeat(", ?",
		20)+")",
		m.Serial, m.ID, m.Product, m.Zone, m.Type, m.Subnet, m.Name, m.Token, m.Order, m.Created, m.Visible, m.Hidden,
		m.PrivateFrom, m.PublicFrom,
		m.Private4, m.Public4, m.Public6, m.Paid, m.Timeline.String(), m.Detail, m.Gone())
	if err != nil {
		return fmt.Errorf("enter machine %s: %w", m.ID, err)
	}
	return nil
}

// Change stores the name, the timeline, what was paid and the detail of m.
func (s *Session) Change(ctx context.Context, m *Machine) error {
	_, err := s.q.ExecContext(ctx,
		"UPDATE machine SET name = ?, timeline = ?, gone = ?, paid = ?, detail = ? WHERE serial = ?",
		m.Name, m.Timeline.String(), m.Gone(), m.Paid, m.Detail, m.Serial)
	if err != nil {
		return fmt.Errorf("change machine %s: %w", m.ID, err)
	}
	return nil
}

// Held is how many machines of the product exist, shown or not.
func (s *Session) Held(ctx context.Context, product string) (int, error) {
	return count(ctx, s, "SELECT COUNT(*) FROM machine WHERE product = ? AND gone > ?", product, s.At.UnixMilli())
}

// Left is how many machines of the type the zone still has.
func (s *Session) Left(ctx context.Context, product string, z *Zone, o *Offer) (int, error) {
	n, err := count(ctx, s, "SELECT COUNT(*) FROM machine WHERE product = ? AND zone = ? AND type = ? AND gone > ?",
		product, z.ID, o.Type, s.At.UnixMilli())
	return max(o.Stock-n, 0), err
}

// Sold counts the existing machines of the product by zone and type.
func (s *Session) Sold(ctx context.Context, product string) (map[[2]string]int, error) {
	rows, err := s.q.QueryContext(ctx,
		"SELECT zone, type, COUNT(*) FROM machine WHERE product = ? AND gone > ? GROUP BY zone, type",
		product, s.At.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("count machines: %w", err)
	}
	sold := map[[2]string]int{}
	_, err = collect(rows, func(rows *sql.Rows) (struct{}, error) {
		var place [2]string
		var n int
		err := rows.Scan(&place[0], &place[1], &n)
		sold[place] = n
		return struct{}{}, err
	})
	return sold, err
}

// Ended returns the machines of the product that exist no longer, by id, and when they ended in Unix milliseconds.
func (s *Session) Ended(ctx context.Context, product string) (map[string]int64, error) {
	rows, err := s.q.QueryContext(ctx, "SELECT id, gone FROM machine WHERE product = ? AND gone <= ?", product,
		s.At.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("read machines that ended: %w", err)
	}
	ended := map[string]int64{}
	_, err = collect(rows, func(rows *sql.Rows) (struct{}, error) {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		ended[id] = at
		return struct{}{}, err
	})
	return ended, err
}

func count(ctx context.Context, s *Session, query string, args ...any) (int, error) {
	var n int
	if err := s.q.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close() //nolint:errcheck // rows.Err reports it
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// Time is the time of Unix milliseconds.
func Time(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
