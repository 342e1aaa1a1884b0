// Package together runs functions at the same time and passes a panic in one of them on to the caller: in a goroutine
// of its own it would end the program, with the sessions of everybody on it.
package together

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Panic is what a function has panicked with, in its caller.
type Panic struct {
	Value any
	Stack []byte // of the function
}

// String is the value.
func (p *Panic) String() string { return fmt.Sprint(p.Value) }

// Origin is the value and the stack with which the function has panicked.
func (p *Panic) Origin() (value any, stack []byte) { return p.Value, p.Stack }

// Group is functions that run at the same time. Its zero value is none.
type Group struct {
	all  *errgroup.Group
	once sync.Once
	was  *Panic
}

// With returns a group and a context that ends with the first error.
func With(ctx context.Context) (*Group, context.Context) {
	all, ctx := errgroup.WithContext(ctx)
	return &Group{all: all}, ctx
}

// Go runs f beside the others.
func (g *Group) Go(f func() error) {
	g.all.Go(func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				g.once.Do(func() { g.was = &Panic{v, debug.Stack()} })
				err = context.Canceled // ends the others; nobody sees it
			}
		}()
		return f()
	})
}

// Wait waits for all, and returns the first error. It panics with a [*Panic] when one of them has.
func (g *Group) Wait() error {
	err := g.all.Wait()
	if g.was != nil {
		panic(g.was)
	}
	return err
}
