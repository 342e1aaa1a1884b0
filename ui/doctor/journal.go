package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// journalCheck looks at the journals.
type journalCheck struct{ *doctor }

// look looks at the journal of the real accounts and at that of the simulated cloud.
func (d journalCheck) look(ctx context.Context) {
	if v := d.settings.Value(config.State); v.HasPassword() && (v.Origin == config.OriginFile ||
		v.Origin == config.OriginProfile) {
		d.mode(d.file.Path, 0o600)
	}
	for _, simulated := range []bool{false, true} {
		at, err := d.p.Location(d.settings, simulated)
		switch {
		case err != nil:
			d.broken("journal", "", err)
			return
		case at.Shared():
			d.server(ctx, at)
		default:
			d.journal(ctx, at)
		}
	}
}

// server looks at a journal that several hosts share.
func (d journalCheck) server(ctx context.Context, at run.Location) {
	s, err := journal.OpenReader(ctx, at.Journal)
	if e, ok := errors.AsType[*journal.Error](err); ok && e.Reason == journal.ReasonMissing {
		d.add("journal", "PostgreSQL", severityOK, d.t("doctor.no_journal"), "")
		return
	}
	var is journal.Server
	if err == nil {
		defer func() { _ = s.Close() }() // it was only read
		if err = s.Verify(ctx); err == nil {
			is, _, err = s.Host().Server(ctx)
			err = cmp.Or(err, is.Refused)
		}
	}
	if err != nil {
		d.unusable(err)
		return
	}
	d.add("journal", is.Name, severityOK, d.t("doctor.server", "Version", is.Version, "Hosts", is.Hosts), "")
	if is.Standbys > 0 && !is.Safe {
		d.add("journal", is.Name, severityWarning, d.t("doctor.standby"), d.t("doctor.standby_fix"))
	}
	d.watchers(ctx, s, at.Dir)
}

// unusable adds why a journal cannot be used.
func (d journalCheck) unusable(err error) {
	reason := journal.ReasonUnreadable
	what, _ := report.Describe(d.env.Text, err)
	if e, ok := errors.AsType[*journal.Error](err); ok {
		reason = e.Reason
	} else {
		what = err.Error()
	}
	d.add("journal", "", severityError, what, d.t("journal_fix."+string(reason)))
}

func (d journalCheck) journal(ctx context.Context, at run.Location) {
	dir := at.Dir
	path := filepath.Join(dir, journal.File)
	if err := journal.CheckLost(dir); err != nil {
		if e, ok := errors.AsType[*journal.Error](err); ok && (e.Reason == journal.ReasonLost ||
			e.Reason == journal.ReasonCorrupt) {
			d.unusable(err)
			return
		}
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			d.add("journal", dir, severityError, d.t("journal."+string(journal.ReasonUnreadable)),
				d.t("journal_fix."+string(journal.ReasonUnreadable)))
			return
		}
		d.add("journal", path, severityOK, d.t("doctor.no_journal"), "")
		return
	}
	d.mode(dir, 0o700)
	d.mode(path, 0o600)
	if err := d.p.CheckJournalDir(dir); err != nil {
		d.unusable(err)
	}
	s, err := journal.OpenReader(ctx, at.Journal)
	if err == nil {
		err = errors.Join(s.Verify(ctx), s.CheckVersion(ctx))
		defer func() { _ = s.Close() }() // it was only read
	}
	if err != nil {
		d.unusable(err)
		return
	}
	d.add("journal", path, severityOK, d.t("doctor.journal_ok"), "")
	d.watchers(ctx, s, dir)
}

// mode says when others may read what is the owner's.
func (d journalCheck) mode(path string, want fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return // opening it says why
	}
	if info.Mode().Perm()&^want != 0 {
		mode := fmt.Sprintf("%04o", info.Mode().Perm())
		d.add("journal", path, severityWarning, d.t("doctor.mode", "Mode", mode), fmt.Sprintf("chmod %o %s", want, path))
	}
}

// overdueAfter is how long a look at an open order may be overdue.
const overdueAfter = 5 * time.Minute

// overdue reports whether nobody has looked at an open order when it was time to.
func overdue(v order.View, now time.Time) bool {
	due := order.NextLook(v)
	if due.IsZero() {
		due = order.LastLook(v)
	}
	if due.IsZero() {
		due = v.Created
	}
	return now.Sub(due) > overdueAfter
}

// watchers finds open orders that nobody looks at.
func (d journalCheck) watchers(ctx context.Context, s *journal.Store, dir string) {
	now := d.p.Now
	if shared := s.Host().Clock(); shared != nil { // polls are written down by the clock that all hosts share
		now = shared
	}
	orders := order.New(order.Options{Store: s, Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler)})
	views, err := orders.Views.Orders(ctx)
	if err != nil {
		d.add("watcher", "", severityError, err.Error(), "")
		return
	}
	for _, v := range views {
		fix := d.t("doctor.stale_fix", "Order", v.ID)
		switch {
		case !v.Open, v.Status == order.Waiting:
		case v.Watch.Err != "":
			d.add("watcher", v.ID.String(), severityWarning, d.t("board.watch_failed", "Why", v.Watch.Err), fix)
		case overdue(v, now()):
			d.add("watcher", v.ID.String(), severityWarning, d.t("doctor.stale"), fix)
		case order.LastLook(v).IsZero():
			d.add("watcher", v.ID.String(), severityOK, d.t("board.first_look"), "")
		default:
			d.add("watcher", v.ID.String(), severityOK, d.t("board.polled", "Age",
				now().Sub(order.LastLook(v)).Round(time.Second).String()),
				"")
		}
	}
}
