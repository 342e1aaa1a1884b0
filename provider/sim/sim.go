// Package sim is the simulated cloud: the vendors' own protocols over HTTP, one dialect per vendor, over one SQLite
// database.
//
// It checks signatures and clocks, applies the documented rules, answers with the documented codes, keeps stock,
// addresses and a balance, and moves machines through the documented statuses. It behaves as the
// vendor does and differs by its address. What a request cannot provoke is injected as a [Fault]. Money is taken by
// requests alone: neither use by the hour nor the automatic renewal of a term changes the balance.
package sim

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent/edgezone"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/console"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/vm"
)

// Options are the settings of a cloud. Now is required; the zero value of everything else is a sensible default.
type Options struct {
	// Path is the SQLite file with the database. Any number of processes may have it open. "" is memory.
	Path string
	// Now is the clock.
	Now func() time.Time
	// Speed divides all documented durations: 20 makes a server in half a minute. 0 means 1. It is applied when a
	// machine is made or changed, so a file may be reopened at another speed.
	Speed float64
	// Catalogue replaces the embedded one: account.json and a folder per product. nil means the embedded one.
	Catalogue fs.FS
	// Reading is the embedded catalogue, read since [Read] was called; nil: Open reads it.
	Reading *Reading
	// Seed makes the ids, the durations of machines and the request ids: two clouds with the same seed that are asked
	// the same at the same times answer the same. A file keeps the ids of its first seed.
	Seed uint64
	// Limit is how many requests per second are answered, in bursts of as many; the others get 429. 0 means no limit.
	Limit float64
	// Quota is how many machines of one product the account may hold. 0 means the catalogue's, negative means no limit.
	Quota int
	// NoPostpaid says that the account may not pay afterwards.
	NoPostpaid bool
	// KeepSubscriptions refuses to end prepaid machines early, as Zenlayer did until 2023; otherwise their renewal is
	// cancelled.
	KeepSubscriptions bool
	// Lenient takes what the vendors' pages leave open; by default it is refused, so that what works here works at the
	// vendor too. This stricter than a server has to be by those pages, on purpose. It concerns: parameters that
	// another version of the product's API has, which are ignored in versions that never had them; orders of virtual
	// machines without a login; an iPXE script together with an image; lists of disk kinds without a charge type; any text
	// as the version of an image in an edge zone.
	Lenient bool
}

// DefaultSeed is the seed of a cloud for which no other is chosen.
const DefaultSeed = 1

// Cloud is a simulated cloud. It is safe for concurrent use; the opener closes it.
type Cloud struct {
	world    *wire.World
	dialects []wire.Dialect
	faults   fault.Queue
	limit    *rate.Limiter // nil: none
	closing  chan struct{} // closed when hanging requests have to end
	close    sync.Once

	speed    float64
	logins   logins
	requests *requests
}

// Open opens the cloud's database, or creates it.
func Open(ctx context.Context, o Options) (*Cloud, error) {
	catalogue, err := o.catalogue()
	if err != nil {
		return nil, fmt.Errorf("open the simulated cloud: %w", err)
	}
	b, err := store.Open(ctx, store.Options{Path: o.Path, Now: o.Now, Speed: o.Speed, Seed: o.Seed, Catalogue: catalogue})
	if err != nil {
		return nil, err
	}
	opened := uint64(0) // so that no two processes on the same books give the same ids to their requests
	if o.Now != nil {
		opened = uint64(o.Now().UnixNano()) //nolint:gosec // any bits will do
	}
	c := &Cloud{
		world: &wire.World{
			Store: b, Credentials: credentials(), Quota: max(cmp.Or(o.Quota, catalogue.Account.Quota), 0),
			NoPostpaid:        o.NoPostpaid,
			KeepSubscriptions: o.KeepSubscriptions, Lenient: o.Lenient,
		},
		closing:  make(chan struct{}),
		speed:    cmp.Or(o.Speed, 1),
		requests: &requests{random: rand.NewChaCha8(seed(o.Seed ^ opened)), counts: map[request]int{}},
	}
	if o.Limit > 0 {
		c.limit = rate.NewLimiter(rate.Limit(o.Limit), max(int(o.Limit), 1))
	}
	c.dialects = dialects(c.world)
	return c, nil
}

// catalogue is what the cloud sells.
func (o Options) catalogue() (*store.Catalogue, error) {
	switch {
	case o.Catalogue != nil:
		return store.LoadCatalogue(o.Catalogue)
	case o.Reading != nil:
		<-o.Reading.done
		return o.Reading.catalogue, o.Reading.err
	default:
		return embedded()
	}
}

// Reading is the embedded catalogue on its way, for one [Open].
type Reading struct {
	done      chan struct{}
	catalogue *store.Catalogue
	err       error
}

// Read starts to read the embedded catalogue, beside what its caller does until [Open] needs it.
func Read() *Reading {
	r := &Reading{done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.catalogue, r.err = embedded()
	}()
	return r
}

func embedded() (*store.Catalogue, error) {
	files, err := fs.Sub(assets.Sim, "sim")
	if err != nil {
		return nil, err
	}
	return store.LoadCatalogue(files)
}

// dialects lists the protocols, and the products that each of them serves.
func dialects(w *wire.World) []wire.Dialect {
	return []wire.Dialect{
		zenlayer.New(w, append(console.New(w), bmc.New(w), vm.New(w))...),
		tencent.New(w, edgezone.New(w)),
	}
}

// Close closes the database and ends requests that hang.
func (c *Cloud) Close() error {
	c.close.Do(func() {
		close(c.closing)
		c.logins.close()
	})
	return c.world.Store.Close()
}

// Credentials is what the cloud lets in. They are the same in every cloud, and no secret.
type Credentials struct {
	KeyID  string
	Secret provider.Secret
	Token  provider.Secret // a bearer token, where the protocol takes one in place of a signature
}

// Credentials returns the key that is allowed everything: SIMKEY0000000000 with the secret
// "simulated-secret-buys-nothing".
func (c *Cloud) Credentials() Credentials { return shown(c.world.Credentials[0]) }

// ReadOnly returns a key that is allowed to read alone: SIMREADONLY00000 with the secret "simulated-secret-reads-only".
func (c *Cloud) ReadOnly() Credentials { return shown(c.world.Credentials[1]) }

// shown is what the holder of a credential has of it.
func shown(k wire.Credential) Credentials { return Credentials{k.KeyID, k.Secret, k.Token} }

func credentials() []wire.Credential {
	return []wire.Credential{
		{
			KeyID: "SIMKEY0000000000", Secret: provider.NewSecret("simulated-secret-buys-nothing"),
			Token: provider.NewSecret("simulated-token-buys-nothing"),
		},
		{
			KeyID: "SIMREADONLY00000", Secret: provider.NewSecret("simulated-secret-reads-only"),
			Token: provider.NewSecret("simulated-token-reads-only"), ReadOnly: true,
		},
		{
			KeyID: "SIMREVISIONB0000", Secret: provider.NewSecret("simulated-secret-buys-nothing-either"),
			Versions: map[string]string{edgezone.Product: "B"},
		},
	}
}

// Account is one of the accounts that the cloud knows, as a customer of one product has it.
type Account struct {
	Credentials

	Version string // of the product's API; "" is the product's default
}

// Accounts are those that may order the product, one for each version of its API that has a key of its own:
// SIMREVISIONB0000 with the secret "simulated-secret-buys-nothing-either" is Edge Zone's revision B. They see the same
// machines.
func (c *Cloud) Accounts(p provider.ProductID) []Account {
	var out []Account
	for _, k := range c.world.Credentials {
		version, own := k.Versions[string(p)]
		if own || len(k.Versions) == 0 && !k.ReadOnly {
			out = append(out, Account{shown(k), version})
		}
	}
	return out
}

// Handler serves the protocols.
func (c *Cloud) Handler() http.Handler { return http.HandlerFunc(c.serve) }

// requests are those that this process has received.
type requests struct {
	mu     sync.Mutex
	random *rand.ChaCha8 // makes their ids
	counts map[request]int
}

type request struct{ service, action string }

// count counts the request for the ledger, and gives it its id.
func (r *requests) count(call *wire.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[request{call.Service, call.Action}]++
	call.RequestID = requestID(r.random)
}

// all is how many there were of each.
func (r *requests) all() map[request]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.counts)
}

func seed(n uint64) (s [32]byte) {
	for i := range 8 {
		s[i] = byte(n >> (8 * i))
	}
	return s
}

// requestID is the letter T and a UUID in capitals (Zenlayer API reference, response structure); other dialects take
// what they need of it.
func requestID(r *rand.ChaCha8) string {
	var id uuid.UUID
	_, _ = r.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return "T" + strings.ToUpper(id.String())
}
