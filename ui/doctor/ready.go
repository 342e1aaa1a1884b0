package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// Ready asks the server on this machine whose metrics are at the address whether sessions can begin, and prints the
// answer: a health check for what runs containers. The error says why they cannot.
func Ready(ctx context.Context, p run.Process, f *run.Flags, address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return report.UsageError("doctor.ready_address", "Text", address)
	}
	const patience, most = 5 * time.Second, 1 << 10
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	at := url.URL{Scheme: "http", Host: address, Path: "/readyz"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return report.UsageError("doctor.ready_address", "Text", address)
	}
	t := &http.Transport{DisableKeepAlives: true} // no proxy: it is this machine
	answer, err := t.RoundTrip(req)
	if err != nil {
		return report.NewError("doctor.not_ready", "Address", address, "Why", err)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, most))
	err = errors.Join(err, answer.Body.Close())
	said := provider.Clean(strings.TrimSpace(string(body)))
	if err != nil || answer.StatusCode != http.StatusOK {
		return report.NewError("doctor.not_ready", "Address", address, "Why",
			errors.Join(fmt.Errorf("%d %s", answer.StatusCode, said), err))
	}
	if f.Format().Structured() {
		return f.Format().Print(p.Out, struct {
			Schema string `json:"schema"`
			Ready  bool   `json:"ready"`
		}{report.Schema, true})
	}
	return report.Println(p.Out, said)
}
