package ask

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// shop is a vendor with a few rules: a network charge is needed, the bandwidth is 10 unless someone says otherwise,
// and at most 100.
type shop struct {
	provider.Reader

	product *provider.Product
	looked  []provider.Field // whose options were asked for
	options map[provider.Field][]provider.Option
	fails   error
}

func (s *shop) Product() *provider.Product { return s.product }

func (s *shop) Options(_ context.Context, _ provider.Spec, f provider.Field) ([]provider.Option, error) {
	s.looked = append(s.looked, f)
	return s.options[f], s.fails
}

func (s *shop) Suggest(spec provider.Spec, _ provider.Known) provider.Spec {
	spec = spec.Clone()
	if spec.Network.BandwidthMbps == 0 {
		spec.Network.BandwidthMbps = 10
	}
	return spec
}

func (s *shop) Check(spec provider.Spec, _ provider.Known) error {
	var faults []*provider.Error
	if spec.Network.Charge == "" {
		faults = append(faults, provider.Violation(provider.FieldNetCharge, provider.RuleRequired))
	}
	if n := spec.Network.BandwidthMbps; n > 100 {
		e := provider.Violation(provider.FieldBandwidth, provider.RuleMax)
		e.Limit, e.Got = 100, n
		faults = append(faults, e)
	}
	return provider.Join(faults...)
}

// NewPassword makes the shop one that makes passwords.
func (s *shop) NewPassword() provider.Secret { return provider.NewSecret("Made-by-shop1") }

var fields = []provider.Field{
	provider.FieldNetCharge, provider.FieldBandwidth, provider.FieldTraffic, provider.FieldSubnet, provider.FieldIPv6,
	provider.FieldPOCVoucher, provider.FieldConsent, provider.FieldPassword, provider.FieldSSHKeys,
	provider.FieldInitScript, provider.FieldMonths, provider.FieldTags,
}

// form opens a form of the items at the shop.
func form(t *testing.T, s *shop, items ...Item) *Screen {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	s.product = &provider.Product{Fields: fields}
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
	d := step.Draft{Product: s.product, Account: &step.Account{Reader: s}}
	return New(e, d, nil, Config{ID: "network", Items: items})
}

// run runs a command of the screen, and what comes of it, but for clocks.
func run(s *Screen, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, step.TickMsg, rested:
	case tea.BatchMsg:
		for _, c := range msg {
			run(s, c)
		}
	default:
		run(s, s.Update(msg))
	}
}

func press(s *Screen, code rune) { run(s, s.Update(tea.KeyPressMsg{Code: code})) }

// TestItemsFollowTheTable asks each answer in the way that its kind needs.
func TestItemsFollowTheTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field provider.Field
		free  bool
		kind  widget.Kind
		unit  string
	}{
		{provider.FieldNetCharge, false, widget.Choice, ""},
		{provider.FieldMonths, false, widget.Choice, ""},
		{provider.FieldSubnet, true, widget.Choice, ""},
		{provider.FieldBandwidth, false, widget.Input, "unit.mbps"},
		{provider.FieldTraffic, false, widget.Input, "unit.tb"},
		{provider.FieldTags, false, widget.Input, ""},
		{provider.FieldIPv6, true, widget.Choice, ""}, // what is left open is the vendor's
		{provider.FieldPOCVoucher, false, widget.Toggle, ""},
		{provider.FieldConsent, false, widget.Toggle, ""},
		{provider.FieldPassword, false, widget.Secret, ""},
		{provider.FieldSSHKeys, false, widget.Multiline, ""},
		{provider.FieldInitScript, false, widget.Multiline, ""},
	} {
		if got := (Item{Field: c.field, Free: c.free}).described(); got.kind != c.kind || got.unit != c.unit {
			t.Errorf("%s is asked by kind %d in %q, want %d in %q", c.field, got.kind, got.unit, c.kind, c.unit)
		}
	}
}

// TestChoicesAreAskedForWhenNeeded: what may stay open costs no request until someone looks at it.
func TestChoicesAreAskedForWhenNeeded(t *testing.T) {
	t.Parallel()
	v := &shop{options: map[provider.Field][]provider.Option{
		provider.FieldNetCharge: {{Value: "ByBandwidth", Ready: true}, {Value: "ByTrafficPackage", Ready: true}},
		provider.FieldSubnet:    {{Value: "sub-1", Label: "web", Ready: true}},
	}}
	s := form(t, v, Item{Field: provider.FieldNetCharge}, Item{Field: provider.FieldSubnet, Free: true})
	run(s, s.Init())
	if want := []provider.Field{provider.FieldNetCharge}; !slices.Equal(v.looked, want) {
		t.Errorf("Init() asks for the choices of %v, want %v", v.looked, want)
	}
	press(s, tea.KeyTab)
	press(s, tea.KeyRight) // waits for the choices, and takes the first one behind none
	if got := s.Draft().Spec.Network.Subnet; got != "sub-1" || !slices.Contains(v.looked, provider.FieldSubnet) {
		t.Errorf("the subnet is %q after %v were asked for, want sub-1", got, v.looked)
	}
	if o := s.Draft().Known.Chosen[provider.FieldSubnet]; o.Label != "web" {
		t.Errorf("of the subnet is known %+v, want its option", o)
	}
}

// TestWhatCannotBeReadIsKept: it stays as it was typed, keeps the user here, and changes no answer.
func TestWhatCannotBeReadIsKept(t *testing.T) {
	t.Parallel()
	s := form(t, &shop{}, Item{Field: provider.FieldBandwidth})
	for _, c := range "x5" {
		run(s, s.Update(tea.KeyPressMsg{Code: c, Text: string(c)}))
	}
	if d := s.Draft(); d.Raw[provider.FieldBandwidth] == "" || d.Spec.Network.BandwidthMbps != 10 {
		t.Errorf("Draft() = %q typed and %d Mbps, want what was typed and 10", d.Raw, d.Spec.Network.BandwidthMbps)
	}
	press(s, tea.KeyEnter)
	if m := s.Move(); m != nil {
		t.Errorf("Move() = %v, want none", m)
	}
	view, _ := s.View(80, 24)
	if !strings.Contains(view, "Use a value such as 100") {
		t.Errorf("the form does not say what is wrong:\n%s", view)
	}
}

// TestEnterGoesToTheFirstFault is about a form that is not complete.
func TestEnterGoesToTheFirstFault(t *testing.T) {
	t.Parallel()
	flat := []provider.Option{{Value: "ByBandwidth", Ready: true}}
	v := &shop{options: map[provider.Field][]provider.Option{provider.FieldNetCharge: flat}}
	s := form(t, v, Item{Field: provider.FieldNetCharge}, Item{Field: provider.FieldBandwidth})
	run(s, s.Init())
	press(s, tea.KeyEnter)
	press(s, tea.KeyEnter) // behind the last item
	if m, at := s.Move(), s.form.Focused(); m != nil || at != string(provider.FieldNetCharge) {
		t.Fatalf("Move() = %v at %s, want none at the charge", m, at)
	}
	press(s, tea.KeyRight)
	press(s, tea.KeyEnter)
	press(s, tea.KeyEnter)
	if m := s.Move(); m != (step.Done{}) {
		t.Errorf("Move() = %v, want that it is done", m)
	}
}

// TestHiddenItemsKeepTheirAnswers hides one while another answer makes it meaningless.
func TestHiddenItemsKeepTheirAnswers(t *testing.T) {
	t.Parallel()
	s := form(t, &shop{}, Item{Field: provider.FieldBandwidth}, Item{
		Field:  provider.FieldTags,
		Hidden: func(d step.Draft) bool { return d.Spec.Network.BandwidthMbps == 20 },
	})
	s.form.SetValue(string(provider.FieldTags), "a=b")
	s.answer(provider.FieldTags)
	s.form.SetValue(string(provider.FieldBandwidth), "20")
	s.answer(provider.FieldBandwidth)
	if it, _ := s.form.Item(string(provider.FieldTags)); !it.Hidden || len(s.Draft().Spec.Tags) != 1 {
		t.Errorf("hidden: %v, tags: %v, want hidden and kept", it.Hidden, s.Draft().Spec.Tags)
	}
}

// TestPrompts answers line by line: what breaks a rule is not kept, an empty line takes what is there, and going
// back ends at the first item.
func TestPrompts(t *testing.T) {
	t.Parallel()
	v := &shop{options: map[provider.Field][]provider.Option{
		provider.FieldNetCharge: {{Value: "ByBandwidth", Ready: true}, {Value: "Other", Status: "CLOSED"}},
	}}
	s := form(t, v, Item{Field: provider.FieldNetCharge}, Item{Field: provider.FieldBandwidth},
		Item{Field: provider.FieldIPv6, Free: true}, Item{Field: provider.FieldPassword})
	run(s, s.Init())
	run(s, s.Prepare())
	p := s.Prompt()
	if len(p.Choices) != 2 || p.Choices[1].Why != "CLOSED" || p.Say[0] != "How are the machines connected?" {
		t.Errorf("Prompt() = %+v, want the question and two choices, one of them closed", p)
	}
	if _, why := p.Take(""); why != "Required" {
		t.Errorf("nothing: why = %q, want that an answer is needed", why)
	}
	if s.PromptBack() {
		t.Error("PromptBack() at the first item = true, want false")
	}
	if _, why := p.Take("ByBandwidth"); why != "" {
		t.Errorf("a choice: why = %q", why)
	}
	p = s.Prompt()
	if p.Label != "Bandwidth, Mbps" || p.Default != "10" {
		t.Errorf("Prompt() = %q [%s], want the bandwidth [10]", p.Label, p.Default)
	}
	for _, bad := range []string{"many", "101"} {
		if _, why := p.Take(bad); why == "" || s.Draft().Spec.Network.BandwidthMbps != 10 || len(s.Draft().Raw) > 0 {
			t.Errorf("%s: why = %q and %d Mbps are kept, want a reason and 10", bad, why, s.Draft().Spec.Network.BandwidthMbps)
		}
	}
	_, _ = p.Take("")
	p = s.Prompt()
	if len(p.Choices) != 3 || !p.Choices[0].Current {
		t.Errorf("Prompt() = %+v, want the vendor's default, yes and no", p)
	}
	if !s.PromptBack() || s.Prompt().Label != "Bandwidth, Mbps" {
		t.Error("PromptBack() does not go to the bandwidth")
	}
	_, _ = s.Prompt().Take("")
	_, _ = s.Prompt().Take("false")
	p = s.Prompt()
	if p.Kind != step.PromptHidden || p.Default == "" || strings.Contains(p.Default, "Made") {
		t.Errorf("Prompt() = %+v, want a hidden one that offers to generate a password", p)
	}
	_, _ = p.Take("")
	d := s.Draft()
	if d.Generated.Reveal() != "Made-by-shop1" || d.Spec.Access.Password != d.Generated || *d.Spec.Network.IPv6 {
		t.Errorf("Draft() = %+v, want a made password and no IPv6", d.Spec)
	}
	if m := s.Move(); m != (step.Done{}) {
		t.Errorf("Move() = %v, want that it is done", m)
	}
	s.PromptLast()
	if got := s.Prompt().Label; got != "Password" {
		t.Errorf("PromptLast() is at %q, want the password", got)
	}
}
