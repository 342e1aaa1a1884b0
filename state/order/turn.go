package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/metalwright/metalwright/state/journal"
)

// turn decides which of the programs on one journal watches a key: at most one at a time.
type turn interface {
	// take takes the turn, or keeps it; false when another program has it.
	take(ctx context.Context) (bool, error)
	// taken reports whether a program has the turn.
	taken(ctx context.Context) (bool, error)
	// held reports whether it is certain that no other program has the turn.
	held() bool
	// hold keeps the turn for the work done with the context, which ends when another program may have the turn. The
	// function ends it, too.
	hold(ctx context.Context) (context.Context, func())
	// free gives it back.
	free(ctx context.Context)
}

// newTurn returns the turn of a key. On a server that several hosts share it is a lease, which a host that is dead or
// hangs loses; beside a file it is a lock, which the kernel frees when the program is killed.
func newTurn(store *journal.Store, dir string, k journal.Key) turn {
	sum := sha256.Sum256([]byte(k.Account)) // it may have any characters
	name := "watch-" + string(k.Product) + "-" + hex.EncodeToString(sum[:6])
	if l := store.Host().Lease(name); l != nil {
		return leaseTurn{l}
	}
	return fileTurn{flock.New(filepath.Join(dir, name+".lock"), flock.SetPermissions(0o600))}
}

// fileTurn keeps the lock's file in a field: an os.File without references is closed by the garbage collector, which
// releases the lock.
type fileTurn struct{ lock *flock.Flock }

func (c fileTurn) take(context.Context) (bool, error) { return c.lock.TryLock() }

// taken tries the lock, and gives it back at once: who wants it tries again soon.
func (c fileTurn) taken(context.Context) (bool, error) {
	got, err := c.lock.TryLock()
	if got {
		err = c.lock.Unlock()
	}
	return !got, err
}

func (fileTurn) held() bool { return true }

func (fileTurn) hold(ctx context.Context) (context.Context, func()) { return ctx, func() {} }

// it cannot fail in a way that matters: the end of the program frees it
func (c fileTurn) free(context.Context) { _ = c.lock.Unlock() }

// noTurn is for work that needs no turn because several programs may do it at a time.
type noTurn struct{}

func (noTurn) take(context.Context) (bool, error) { return true, nil }

func (noTurn) taken(context.Context) (bool, error) { return false, nil }

func (noTurn) held() bool { return true }

func (noTurn) hold(ctx context.Context) (context.Context, func()) { return ctx, func() {} }

func (noTurn) free(context.Context) {}

type leaseTurn struct{ lease *journal.Lease }

func (c leaseTurn) take(ctx context.Context) (bool, error) { return c.lease.Take(ctx) }

func (c leaseTurn) taken(ctx context.Context) (bool, error) { return c.lease.Taken(ctx) }

func (c leaseTurn) held() bool { return c.lease.Held() }

// hold prolongs the lease when it is due, and looks more often than that whether it is still ours.
func (c leaseTurn) hold(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	every := time.NewTicker(c.lease.Every() / 4)
	go func() {
		defer every.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
			if _, _ = c.lease.Take(ctx); !c.lease.Held() { // why it could not be prolonged does not matter
				cancel()
			}
		}
	}()
	return ctx, cancel
}

// free gives the lease back, so that another host need not wait until it has lapsed.
func (c leaseTurn) free(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer done()
	_ = c.lease.Free(ctx) // then they wait
}
