package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// requestTimeout is how long one request of the doctor may take.
const requestTimeout = 20 * time.Second

// The vendors refuse requests that are more than five minutes off (Zenlayer API reference, signature; Tencent Cloud API
// 3.0, signature v3). A minute is worth a word.
const (
	skewLimit   = 5 * time.Minute
	skewWarning = time.Minute
)

// vendorCheck looks at the credentials, and at the vendors by them.
type vendorCheck struct{ *doctor }

// look looks at what every key can be used for.
func (d vendorCheck) look(ctx context.Context) {
	for _, c := range d.credentials() {
		d.vendor(ctx, c)
	}
}

// credentials looks for the keys of each profile and product.
func (d vendorCheck) credentials() []run.Credential {
	if on, err := config.Bool(d.settings.Value(config.Sim)); err == nil && on {
		d.simulated = true
		d.add("credentials", "", severityOK, d.t("doctor.sim"), "")
		return nil
	}
	if _, err := config.Endpoints(d.settings.Value(config.Endpoint), d.products); err != nil {
		d.broken("endpoint", "", err)
	}
	o := d.f.ProfileLoader(d.p, d.products, d.settings, d.file)
	found, err := o.All()
	if err = cmp.Or(err, o.CheckProducts()); err != nil {
		d.broken("credentials", "", err)
		return nil
	}
	var all []run.Credential
	missing, other := 0, slices.ContainsFunc(found, func(c run.Credential) bool { return !c.Named })
	for _, c := range found {
		about := credentialName(c)
		switch {
		case run.ErrorReason(c.Problem) == config.ReasonNoKey && (!c.Named || c.Profile.Name == "" && other):
		case run.ErrorReason(c.Problem) == config.ReasonNoKey:
			missing++
			names := c.Product.KeyNames[0]
			fix := d.t("doctor.no_key_fix", "Names", names.ID+", "+names.Secret)
			d.add("credentials", about, severityWarning, d.t("doctor.no_key"), fix)
		case c.Problem != nil:
			d.broken("credentials", about, c.Problem)
		default:
			d.add("credentials", about, severityOK, d.t("doctor.key", "Hint", c.Hint(), "Source", c.Source), "")
			c.Endpoint = cmp.Or(c.Endpoint, c.Product.Endpoint)
			all = append(all, c)
		}
		for _, w := range c.Warnings {
			what, _ := report.Describe(d.env.Text, w)
			fix := d.t("config_fix."+string(w.Reason), "Names", firstOf(w.Names))
			d.add("credentials", about, severityWarning, what, fix)
		}
	}
	if len(all) == 0 && missing == len(d.products) {
		d.simulated = true
		d.add("credentials", "", severityOK, d.t("doctor.sim"), "")
	}
	return all
}

// credentialName is what the doctor calls c.
func credentialName(c run.Credential) string {
	if c.Named {
		return string(c.Product.ID)
	}
	return c.Profile.Name + " " + string(c.Product.ID)
}

// vendor reaches the endpoint, compares the clocks, and makes one signed request that reads.
func (d vendorCheck) vendor(ctx context.Context, a run.Credential) {
	ctx, stop := context.WithTimeout(ctx, requestTimeout)
	defer stop()
	if !d.reach(ctx, a) {
		return
	}
	acct := a.Account(a.Endpoint)
	acct.Now, acct.Version = d.p.Now, a.Version
	r, err := a.Product.Open(acct)
	if err == nil {
		_, err = r.Zones(ctx)
	}
	about := credentialName(a)
	all := provider.All(err)
	switch {
	case err == nil:
		d.add("signature", about, severityOK, d.t("doctor.signed"), "")
	case len(all) == 0:
		d.add("signature", about, severityError, err.Error(), "")
	default:
		e := all[0]
		g := severityWarning
		if e.Kind == provider.KindAuth || e.Kind == provider.KindClock {
			g = severityError
		}
		what := d.env.Join().Aside(d.env.Errors().WhyInFile(e), d.env.Errors().Trace(e))
		d.add("signature", about, g, what, d.env.Errors().Advice(e))
	}
}

// reach asks the endpoint for anything, and reads its clock.
func (d vendorCheck) reach(ctx context.Context, a run.Credential) bool {
	subject := a.Endpoint
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, a.Endpoint+"/", http.NoBody)
	if err != nil {
		d.add("endpoint", subject, severityError, err.Error(), "")
		return false
	}
	client := &http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	before := d.p.Now()
	resp, err := client.Do(r)
	if err != nil {
		check, fix := "endpoint", d.t("doctor.reach_fix")
		if untrusted(err) {
			check, fix = "tls", d.t("doctor.tls_fix")
		}
		d.add(check, subject, severityError, err.Error(), fix)
		return false
	}
	if err := resp.Body.Close(); err != nil {
		d.add("endpoint", subject, severityWarning, err.Error(), "")
	}
	d.add("endpoint", subject, severityOK, d.t("doctor.reached"), "")
	d.clock(subject, resp.Header.Get("Date"), before, d.p.Now())
	return true
}

// untrusted reports whether the connection failed for its certificate.
func untrusted(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.UnknownAuthorityError](err)
	return ok
}

// clock compares the vendor's Date with the time between asking and hearing.
func (d vendorCheck) clock(subject, date string, before, after time.Time) {
	at, err := http.ParseTime(date)
	if err != nil {
		d.add("clock", subject, severityWarning, d.t("doctor.no_date"), "")
		return
	}
	skew := at.Sub(before.Add(after.Sub(before) / 2)).Round(time.Second)
	switch {
	case skew.Abs() > skewLimit:
		d.add("clock", subject, severityError, d.t("doctor.skew", "Skew", skew.String()), d.t("doctor.skew_fix"))
	case skew.Abs() > skewWarning:
		d.add("clock", subject, severityWarning, d.t("doctor.skew", "Skew", skew.String()), d.t("doctor.skew_fix"))
	default:
		d.add("clock", subject, severityOK, d.t("doctor.on_time"), "")
	}
}
