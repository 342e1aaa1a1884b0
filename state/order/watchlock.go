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

// watchLock decides which of the programs on one journal watches a key: at most one at a time.
type watchLock interface {
	// take takes the watch lock, or keeps it; false when another program has it.
	take(ctx context.Context) (bool, error)
	// taken reports whether a program has the watch lock.
	taken(ctx context.Context) (bool, error)
	// held reports whether it is certain that no other program has the watch lock.
	held() bool
	// hold keeps the watch lock for the work done with the context, which ends when another program may have the watch
	// lock. The function ends it, too.
	hold(ctx context.Context) (context.Context, func())
	// free gives it back.
	free(ctx context.Context)
}

// newWatchLock returns the watch lock of a key. On a server that several hosts share it is a lease, which a host that
// is dead or hangs loses; beside a file it is a lock, which the kernel frees when the program is killed.
func newWatchLock(store *journal.Store, dir string, k journal.Key) watchLock {
	sum := sha256.Sum256([]byte(k.Account)) // it may have any characters
	name := "watch-" + string(k.Product) + "-" + hex.EncodeToString(sum[:6])
	if l := store.Host().Lease(name); l != nil {
		return leaseWatchLock{l}
	}
	return fileWatchLock{flock.New(filepath.Join(dir, name+".lock"), flock.SetPermissions(0o600))}
}

// fileTurn keeps the lock's file in a field: an os.File without references is closed by the garbage collector, which
// releases the lock.
type fileWatchLock struct{ lock *flock.Flock }

func (c fileWatchLock) take(context.Context) (bool, error) { return c.lock.TryLock() }

// taken tries the lock, and gives it back at once: who wants it tries again soon.
func (c fileWatchLock) taken(context.Context) (bool, error) {
	got, err := c.lock.TryLock()
	if got {
		err = c.lock.Unlock()
	}
	return !got, err
}

func (fileWatchLock) held() bool { return true }

func (fileWatchLock) hold(ctx context.Context) (context.Context, func()) { return ctx, func() {} }

// it cannot fail in a way that matters: the end of the program frees it
func (c fileWatchLock) free(context.Context) { _ = c.lock.Unlock() }

// noWatchLock is for work that needs no lock because several programs may do it at a time.
type noWatchLock struct{}

func (noWatchLock) take(context.Context) (bool, error) { return true, nil }

func (noWatchLock) taken(context.Context) (bool, error) { return false, nil }

func (noWatchLock) held() bool { return true }

func (noWatchLock) hold(ctx context.Context) (context.Context, func()) { return ctx, func() {} }

func (noWatchLock) free(context.Context) {}

type leaseWatchLock struct{ lease *journal.Lease }

func (c leaseWatchLock) take(ctx context.Context) (bool, error) { return c.lease.Take(ctx) }

func (c leaseWatchLock) taken(ctx context.Context) (bool, error) { return c.lease.Taken(ctx) }

func (c leaseWatchLock) held() bool { return c.lease.Held() }

// hold prolongs the lease when it is due, and looks more often than that whether it is still ours.
func (c leaseWatchLock) hold(ctx context.Context) (context.Context, func()) {
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
func (c leaseWatchLock) free(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer done()
	_ = c.lease.Free(ctx) // then they wait
}
