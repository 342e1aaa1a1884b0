package httpx_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
)

// remembered is a vendor that counts what it answers, and a client with a cache.
type remembered struct {
	*httpx.Client
	cache  *httpx.Cache
	served atomic.Int64
	answer func(n int64) (int, string) // of the nth request
	hold   chan struct{}               // closed: answers come at once
}

// RoundTrip answers without a network, so that time can be the test's own.
func (r *remembered) RoundTrip(req *http.Request) (*http.Response, error) {
	n := r.served.Add(1)
	select {
	case <-r.hold:
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	w := httptest.NewRecorder()
	status, body := r.answer(n)
	w.WriteHeader(status)
	_, _ = w.WriteString(body)
	return w.Result(), nil
}

func newRemembered(t *testing.T, answer func(n int64) (int, string)) *remembered {
	t.Helper()
	r := &remembered{cache: httpx.NewCache(), answer: answer, hold: make(chan struct{})}
	var signed atomic.Int64
	c, err := httpx.New(vendor(&signed), httpx.Options{
		Endpoint: "https://api.example.com", Transport: r, Rate: httpx.Rate{PerSecond: 1e6, Burst: 1e6},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Client = c
	return r
}

func (r *remembered) read(ctx context.Context, body string) (string, error) {
	e, _, err := r.cache.Read(ctx, r.Client, httpx.Call{Op: "Describe", Path: "/x", Body: []byte(body)})
	return string(e.Data), err
}

func numbered(n int64) (int, string) { return http.StatusOK, fmt.Sprintf(`{"ID":"%d"}`, n) }

// TestCache asks the same at once and again: the vendor hears it once, until it is forgotten or old.
func TestCache(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRemembered(t, numbered)
		got := make(chan string, 5)
		for range cap(got) {
			go func() {
				text, err := r.read(t.Context(), "{}")
				if err != nil {
					t.Error(err)
				}
				got <- text
			}()
		}
		synctest.Wait()
		close(r.hold)
		for range cap(got) {
			if text := <-got; text != `{"ID":"1"}` {
				t.Errorf("read() = %s, want the first answer", text)
			}
		}
		want := func(body, text string) {
			t.Helper()
			if got, err := r.read(t.Context(), body); err != nil || got != text {
				t.Errorf("read(%s) = %s, %v, want %s", body, got, err, text)
			}
		}
		want("{}", `{"ID":"1"}`)
		want(`{"other":1}`, `{"ID":"2"}`)
		time.Sleep(4 * time.Minute)
		want("{}", `{"ID":"1"}`)
		r.cache.Forget()
		want("{}", `{"ID":"3"}`)
		time.Sleep(5 * time.Minute)
		want("{}", `{"ID":"4"}`)
	})
}

// TestCacheOfWhoLeft has the one who asked leave: another one who waits gets the answer all the same.
func TestCacheOfWhoLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRemembered(t, numbered)
		first, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			_, err := r.read(first, "{}")
			left <- err
		}()
		synctest.Wait()
		waits := make(chan string, 1)
		go func() {
			text, err := r.read(t.Context(), "{}")
			waits <- fmt.Sprint(text, err)
		}()
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("read() of who left = %v, want %v", err, context.Canceled)
		}
		synctest.Wait()
		close(r.hold)
		if got := <-waits; got != `{"ID":"2"}<nil>` {
			t.Errorf("read() of who stayed = %s, want the answer", got)
		}
	})
}

// TestCacheOfErrors keeps what the vendor refuses, each reader with an error of its own, and nothing that broke.
func TestCacheOfErrors(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		answer func(n int64) (int, string)
		kept   bool
	}{
		{"refused", func(int64) (int, string) { return http.StatusBadRequest, `{"Code":"NOT_SUPPORTED"}` }, true},
		{"no envelope", func(int64) (int, string) { return http.StatusBadGateway, `<html>` }, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRemembered(t, row.answer)
				close(r.hold)
				_, err := r.read(t.Context(), "{}")
				n := r.served.Load()
				_, again := r.read(t.Context(), "{}")
				one, ok1 := errors.AsType[*provider.Error](err)
				other, ok2 := errors.AsType[*provider.Error](again)
				if !ok1 || !ok2 || one == other {
					t.Fatalf("read() = %v, then %v, want an error each", err, again)
				}
				if kept := r.served.Load() == n; kept != row.kept {
					t.Errorf("the error is remembered: %v, want %v", kept, row.kept)
				}
			})
		})
	}
}

// TestCacheOfFailures: whoever waits never gets the error of the one who asked and left, whatever the vendor answers
// meanwhile and whichever way he left.
func TestCacheOfFailures(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"cancelled": context.WithCancel,
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 10*time.Second)
		},
	} {
		for broken, status := range map[string]int{"503 first": http.StatusServiceUnavailable, "no answer": 0} {
			t.Run(name+" "+broken, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { leaves(t, leave, status) })
			})
		}
	}
}

func leaves(t *testing.T, leave func(context.Context) (context.Context, context.CancelFunc), status int) {
	t.Helper()
	r := newRemembered(t, func(n int64) (int, string) {
		if n == 1 && status != 0 {
			return status, `{"Code":"UNAVAILABLE"}`
		}
		return numbered(n)
	})
	first, cancel := leave(t.Context())
	defer cancel()
	left, waits := make(chan error, 1), make(chan string, 1)
	go func() {
		_, err := r.read(first, "{}")
		left <- err
	}()
	synctest.Wait()
	go func() {
		text, err := r.read(t.Context(), "{}")
		waits <- fmt.Sprint(text, err)
	}()
	synctest.Wait()
	if status != 0 { // which is answered, and then paused after
		close(r.hold)
		synctest.Wait()
	}
	if _, ok := first.Deadline(); !ok {
		cancel()
	}
	err := <-left
	if status == 0 {
		close(r.hold)
	}
	if _, timed := first.Deadline(); timed && status != 0 { // the pause was shorter than the patience
		if got := <-waits; err != nil || got != `{"ID":"2"}<nil>` {
			t.Errorf("read() = %v, and of who waits %s, want the answer after the pause", err, got)
		}
		return
	}
	if err == nil {
		t.Errorf("read() of who left = nil, want an error")
	}
	if got := <-waits; got != `{"ID":"2"}<nil>` {
		t.Errorf("read() of who stayed = %s, want the answer", got)
	}
}

// TestCacheKeepsLittle: an order that is looked at for long does not fill the memory, and a question that is asked for
// the first time pushes out the oldest.
func TestCacheKeepsLittle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRemembered(t, numbered)
		close(r.hold)
		for i := range 300 {
			if _, err := r.read(t.Context(), fmt.Sprintf(`{"n":%d}`, i)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		for body, want := range map[string]string{`{"n":299}`: `{"ID":"300"}`, `{"n":0}`: `{"ID":"301"}`} {
			if got, err := r.read(t.Context(), body); err != nil || got != want {
				t.Errorf("read(%s) = %s, %v, want %s", body, got, err, want)
			}
		}
	})
}

// TestCacheTellsWhen: an answer that is given again is as old as when it was asked for.
func TestCacheTellsWhen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRemembered(t, numbered)
		close(r.hold)
		call := httpx.Call{Op: "Describe", Path: "/x", Body: []byte("{}")}
		_, first, err := r.cache.Read(t.Context(), r.Client, call)
		if err != nil || !first.Equal(time.Now()) {
			t.Errorf("Read() is of %v, %v, want %v", first, err, time.Now())
		}
		time.Sleep(time.Minute)
		if _, again, err := r.cache.Read(t.Context(), r.Client, call); err != nil || !again.Equal(first) {
			t.Errorf("Read() again is of %v, %v, want %v", again, err, first)
		}
	})
}
