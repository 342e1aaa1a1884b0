package edgezone

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// detail is what the database has of a machine of this service. No credential: the vendor shows none.
type detail struct {
	Host        string `json:"host"`
	ImageID     string `json:"imageId"`
	Version     string `json:"version"`
	PublicID    string `json:"publicId"`
	FileSystem  string `json:"fileSystem"`
	Operate     string `json:"operate"`
	MissingV4   bool   `json:"missingV4"`
	MissingV6   bool   `json:"missingV6"`
	EnabledIPv6 bool   `json:"enabledIpv6"`
}

// machine is a machine with its detail, as it is at one time.
type machine struct {
	*store.Machine
	detail

	status string
}

// The statuses (Tencent Cloud API reference, edgezone Instance, InstanceStatus, read 2026-11).
const (
	allocating  = "allocating"
	running     = "running"
	isolating   = "isolating"
	isolated    = "isolated"
	terminating = "terminating"
	failed      = "error"
	absent      = ""
)

func readMachine(session *store.Session, m *store.Machine) (*machine, error) {
	out := &machine{Machine: m, status: m.Timeline.Status(session.At)}
	if err := json.Unmarshal(m.Detail, &out.detail); err != nil {
		return nil, fmt.Errorf("read machine %s: %w", m.ID, err)
	}
	return out, nil
}

// machines reads the machines that q selects, the oldest first.
func machines(ctx context.Context, session *store.Session, q store.Query) ([]*machine, error) {
	q.Product = Product
	rows, err := session.Machines(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]*machine, 0, len(rows))
	for _, m := range slices.Backward(rows) {
		one, err := readMachine(session, m)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// attached are the machines that hold on to networks: all that are not being destroyed, shown or not.
func attached(ctx context.Context, session *store.Session, zone string) ([]*machine, error) {
	all, err := machines(ctx, session, store.Query{Zone: zone, All: true})
	return slices.DeleteFunc(all, func(m *machine) bool { return m.status == absent || m.status == terminating }), err
}

// count is how many of the machines the condition holds for.
func count(all []*machine, is func(*machine) bool) int {
	n := 0
	for _, m := range all {
		if is(m) {
			n++
		}
	}
	return n
}
