package cli

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net"

	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/tour"
)

// publicDemo is a tour that everybody sees who connects to a server. Whoever has the token drives it, and sees the
// notes.
type publicDemo struct {
	player *tour.Player
	text   *text.Text
	token  string
}

// newPublicDemo makes the player of the tour; nil where none is named.
func newPublicDemo(rt *run.Runtime, name string) (*publicDemo, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // there is none
	}
	tx := rt.Env.Text
	tours, err := namedTours(rt.Process, tx, []string{name})
	if err != nil {
		return nil, err
	}
	o := tour.PlayerOptions{Options: tourOptions(rt.Env.Products, tx, false), Auto: true}
	o.Height = publicHeight
	return &publicDemo{tour.NewPlayer(tours[0], o), tx, rand.Text()}, nil
}

// publicHeight is how many lines the screens have, so that a terminal of 24 shows all of them and the bar.
const publicHeight = 20

// announce says how to drive it.
func (d *publicDemo) announce(rt *run.Runtime, at net.Addr) error {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return err
	}
	return report.Println(rt.Process.Err, d.text.T("demo.presenter", "Port", port, "Token", d.token))
}

// session shows the tour to someone who has connected, until they leave. It returns the exit code.
func (d *publicDemo) session(ctx context.Context, s *serve.Session) int {
	drives := len(s.Args) == 2 && s.Args[0] == "present" &&
		subtle.ConstantTimeCompare([]byte(s.Args[1]), []byte(d.token)) == 1
	if !s.Terminal || len(s.Args) > 0 && !drives {
		err := report.Localize(d.text, report.UsageError("demo.only"))
		printError(report.NewStream(s.Err, func() bool { return false }), err)
		return run.SessionExitCode(ctx, err)
	}
	looks := tour.Looks{Theme: theme.New(true, false), Text: d.text, Presenter: drives, Drives: drives}
	err := s.Show(ctx, tour.NewViewer(d.player, looks, false, nil), term.Options{})
	return run.SessionExitCode(ctx, err)
}
