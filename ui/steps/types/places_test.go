package types

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// vendor sells two types in two zones, in Y for half the price.
type vendor struct {
	provider.Reader
	product *provider.Product
}

func (v vendor) Product() *provider.Product { return v.product }

func (vendor) Check(provider.Spec, provider.Known) error { return nil }

func (vendor) Suggest(s provider.Spec, _ provider.Known) provider.Spec { return s }

func (vendor) Zones(context.Context) ([]provider.Zone, error) {
	return []provider.Zone{{ID: "X", City: "Seoul"}, {ID: "Y", City: "Tokyo"}}, nil
}

func (vendor) Types(context.Context, provider.Spec) ([]provider.InstanceType, error) {
	return []provider.InstanceType{{ID: "T1", Stock: provider.StockPlenty}, {ID: "T2", Stock: provider.StockPlenty}}, nil
}

func (vendor) Quote(_ context.Context, s provider.Spec) (provider.Quote, error) {
	hour := map[provider.TypeID]float64{"T1": 1.5, "T2": 2.5}[s.Type]
	if s.Zone == "Y" {
		hour /= 2
	}
	return provider.Quote{
		Priced: true, Count: 1, Hour: provider.Amount(hour, "USD"), Month: provider.Amount(hour*730, "USD"),
	}, nil
}

// open is the question in zone X, before anything was loaded.
func open(t *testing.T) *Screen {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	p := &provider.Product{ID: "p", Currency: "USD"}
	a := step.Account{ID: "a", Reader: vendor{product: p}}
	e := &step.Env{
		Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now,
		Accounts: step.Accounts{Of: func(provider.ProductID) []step.Account { return []step.Account{a} }},
	}
	d := step.Draft{Product: p, Account: &a}
	d.Spec.Product, d.Spec.Zone = "p", "X"
	s, ok := screen(e, d, nil).(*Screen)
	if !ok {
		t.Fatal("the question has another screen")
	}
	return s
}

// answers are what a command brings, one after the other; clocks are none.
func answers(cmd tea.Cmd) (all []tea.Msg) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil, step.TickMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			all = append(all, answers(c)...)
		}
	default:
		all = append(all, msg)
	}
	return all
}

// bring gives the answers of cmd to s, and those of what follows.
func bring(s *Screen, cmd tea.Cmd) {
	for _, msg := range answers(cmd) {
		bring(s, s.Update(msg))
	}
}

// TestPricesComeBehindThePlaces opens the list of places while the types are priced: their prices are there when it is
// closed, and those that were not asked for yet are asked for meanwhile.
func TestPricesComeBehindThePlaces(t *testing.T) {
	t.Parallel()
	s := open(t)
	var prices []tea.Msg
	for _, msg := range answers(s.Init()) {
		prices = append(prices, answers(s.Update(msg))...)
	}
	if len(prices) != 1 {
		t.Fatalf("%d prices are on their way, want that of the first type", len(prices))
	}
	places := s.Update(tea.KeyPressMsg{Code: 'z', Text: "z"})
	for _, msg := range prices {
		bring(s, s.Update(msg))
	}
	bring(s, places)
	if view, _ := s.View(100, 20); !strings.Contains(view, "Tokyo") || !strings.Contains(view, "0.7500") {
		t.Errorf("the places of T1 lack the price in Y:\n%s", view)
	}
	if !s.Back() || s.Move() != nil {
		t.Error("Back() does not close the list of places")
	}
	if view, _ := s.View(100, 20); !strings.Contains(view, "1.5000") || !strings.Contains(view, "2.5000") {
		t.Errorf("the types lack prices:\n%s", view)
	}
}

// TestPlacesOfAnotherQuestion wants what the list of places still waits for to be dropped once it is closed.
func TestPlacesOfAnotherQuestion(t *testing.T) {
	t.Parallel()
	s := open(t)
	bring(s, s.Init())
	late := s.Update(tea.KeyPressMsg{Code: 'z', Text: "z"})
	s.Back()
	bring(s, late)
	if s.places != nil || s.Move() != nil {
		t.Error("places that come late open their list again")
	}
	s.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	bring(s, s.Update(tea.KeyPressMsg{Code: 'z', Text: "z"}))
	s.Update(tea.KeyPressMsg{Code: tea.KeyEnter}) // the cheapest is first
	if d := s.Draft(); s.Move() != (step.Done{}) || d.Spec.Zone != "Y" || d.Spec.Type != "T2" {
		t.Errorf("Draft() = %s in %s, want T2 in Y", d.Spec.Type, d.Spec.Zone)
	}
}
