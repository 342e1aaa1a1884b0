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
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// The screens are made for 80x24 and can be read at 40x12.
const (
	goodWidth, goodHeight   = 80, 24
	leastWidth, leastHeight = 40, 12
)

// terminal looks at TERM, colours, size and character set.
func (d *doctor) terminal() {
	if !d.p.Terminal {
		d.add("terminal", "", warning, d.t("doctor.no_terminal"), d.t("doctor.no_terminal_fix"))
	}
	name := d.lookup("TERM")
	switch {
	case runtime.GOOS == "windows":
	case name == "" || name == "dumb":
		d.add("terminal", "TERM="+name, fault, d.t("doctor.term"), d.t("doctor.term_fix"))
	default:
		d.add("terminal", "TERM="+name, fine, d.t("doctor.term_ok"), "")
	}
	d.colors()
	d.size()
	d.unicode()
}

// colors says how many colours the screens have. Meaning never hangs on colour alone, so that few are no fault; who
// wants none has said so.
func (d *doctor) colors() {
	profile := colorprofile.Detect(report.Terminal(d.p.Out), d.p.Env)
	none, _ := strconv.ParseBool(d.lookup("NO_COLOR")) // as colorprofile reads it
	switch {
	case !d.p.Terminal: // which was said
	case none:
		d.add("terminal", "NO_COLOR", fine, d.t("doctor.no_color"), "")
	case profile <= colorprofile.ASCII:
		d.add("terminal", "", warning, d.t("doctor.colorless"), d.t("doctor.color_fix"))
	case profile == colorprofile.ANSI:
		d.add("terminal", "", warning, d.t("doctor.few_colors"), d.t("doctor.color_fix"))
	default:
		d.add("terminal", "", fine, d.t("doctor.colors", "Profile", profile.String()), "")
	}
}

func (d *doctor) lookup(name string) string {
	v, _ := d.p.Lookup(name)
	return v
}

func (d *doctor) size() {
	w, h := d.p.Width, d.p.Height
	if f, ok := report.Terminal(d.p.Out).(*os.File); ok && w == 0 {
		var err error
		if w, h, err = term.GetSize(int(f.Fd())); err != nil {
			return // no terminal, which was said
		}
	}
	if w == 0 {
		return
	}
	size := fmt.Sprintf("%dx%d", w, h)
	switch {
	case w < leastWidth || h < leastHeight:
		d.add("terminal", size, fault, d.t("doctor.small"), d.t("doctor.small_fix"))
	case w < goodWidth || h < goodHeight:
		d.add("terminal", size, warning, d.t("doctor.tight"), d.t("doctor.small_fix"))
	default:
		d.add("terminal", size, fine, d.t("doctor.size_ok"), "")
	}
}

// unicode looks at the locale as the C library does.
func (d *doctor) unicode() {
	if runtime.GOOS == "windows" {
		return
	}
	locale := cmp.Or(d.lookup("LC_ALL"), d.lookup("LC_CTYPE"), d.lookup("LANG"))
	if l := strings.ToLower(locale); strings.Contains(l, "utf-8") || strings.Contains(l, "utf8") {
		d.add("terminal", locale, fine, d.t("doctor.unicode_ok"), "")
		return
	}
	d.add("terminal", locale, warning, d.t("doctor.unicode"), d.t("doctor.unicode_fix"))
}

// journals looks at the journal of the real accounts and at that of the simulated cloud.
func (d *doctor) journals(ctx context.Context) {
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
func (d *doctor) server(ctx context.Context, at run.Location) {
	s, err := journal.OpenReader(ctx, at.Journal)
	if e, ok := errors.AsType[*journal.Error](err); ok && e.Reason == journal.ReasonMissing {
		d.add("journal", "PostgreSQL", fine, d.t("doctor.no_journal"), "")
		return
	}
	var is journal.Server
	if err == nil {
		defer func() { _ = s.Close() }() // it was only read
		if err = s.Verify(ctx); err == nil {
			is, _, err = s.Server(ctx)
			err = cmp.Or(err, is.Refused)
		}
	}
	if err != nil {
		d.unusable(err)
		return
	}
	d.add("journal", is.Name, fine, d.t("doctor.server", "Version", is.Version, "Hosts", is.Hosts), "")
	if is.Standbys > 0 && !is.Safe {
		d.add("journal", is.Name, warning, d.t("doctor.standby"), d.t("doctor.standby_fix"))
	}
	d.watchers(ctx, s, at.Dir)
}

// unusable adds why a journal cannot be used.
func (d *doctor) unusable(err error) {
	reason := journal.ReasonUnreadable
	what, _ := report.Describe(d.env.Text, err)
	if e, ok := errors.AsType[*journal.Error](err); ok {
		reason = e.Reason
	} else {
		what = err.Error()
	}
	d.add("journal", "", fault, what, d.t("journal_fix."+string(reason)))
}

func (d *doctor) journal(ctx context.Context, at run.Location) {
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
			d.add("journal", dir, fault, d.t("journal."+string(journal.ReasonUnreadable)),
				d.t("journal_fix."+string(journal.ReasonUnreadable)))
			return
		}
		d.add("journal", path, fine, d.t("doctor.no_journal"), "")
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
	d.add("journal", path, fine, d.t("doctor.journal_ok"), "")
	d.watchers(ctx, s, dir)
}

// mode says when others may read what is the owner's.
func (d *doctor) mode(path string, want fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return // opening it says why
	}
	if info.Mode().Perm()&^want != 0 {
		mode := fmt.Sprintf("%04o", info.Mode().Perm())
		d.add("journal", path, warning, d.t("doctor.mode", "Mode", mode), fmt.Sprintf("chmod %o %s", want, path))
	}
}

// stale is how long a look at an open order may be overdue.
const stale = 5 * time.Minute

// neglected reports whether nobody has looked at an open order when it was time to.
func neglected(v order.View, now time.Time) bool {
	due := v.NextLook()
	if due.IsZero() {
		due = v.Looked()
	}
	if due.IsZero() {
		due = v.Created
	}
	return now.Sub(due) > stale
}

// watchers finds open orders that nobody looks at.
func (d *doctor) watchers(ctx context.Context, s *journal.Store, dir string) {
	now := d.p.Now
	if shared := s.Clock(); shared != nil { // polls are written down by the clock that all hosts share
		now = shared
	}
	orders := order.New(order.Options{Store: s, Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler)})
	views, err := orders.Orders(ctx)
	if err != nil {
		d.add("watcher", "", fault, err.Error(), "")
		return
	}
	for _, v := range views {
		fix := d.t("doctor.stale_fix", "Order", v.ID)
		switch {
		case !v.Open, v.Word == order.Waiting:
		case v.Watch.Err != "":
			d.add("watcher", v.ID.String(), warning, d.t("board.watch_failed", "Why", v.Watch.Err), fix)
		case neglected(v, now()):
			d.add("watcher", v.ID.String(), warning, d.t("doctor.stale"), fix)
		case v.Looked().IsZero():
			d.add("watcher", v.ID.String(), fine, d.t("board.first_look"), "")
		default:
			d.add("watcher", v.ID.String(), fine, d.t("board.polled", "Age", now().Sub(v.Looked()).Round(time.Second).String()),
				"")
		}
	}
}
