package term

import (
	"context"
	"errors"
	"io"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// still shows nothing, runs another program at the key x.
type still struct{}

func (s *still) Init() tea.Cmd { return nil }

func (s *still) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "x" {
		return s, tea.Exec(nothing{}, func(error) tea.Msg { return nil })
	}
	return s, nil
}

func (s *still) View() tea.View { return tea.NewView("still") }

// nothing is a program that does nothing.
type nothing struct{}

func (nothing) Run() error { return nil }

func (nothing) SetStdin(io.Reader) {}

func (nothing) SetStdout(io.Writer) {}

func (nothing) SetStderr(io.Writer) {}

// TestClockStands wants the library's clock to stand while a screen is shown, also after another program has run.
func TestClockStands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		defer end()
		in, keys := io.Pipe()
		o := Options{In: in, Out: io.Discard, Width: 40, Height: 10, Profile: new(colorprofile.Ascii)}
		g := &guard{inner: &still{}}
		s := newStage(ctx, g, o, func(error) { end() })
		if err := s.begin(); err != nil {
			t.Fatal(err)
		}
		p := tea.NewProgram(s, programOptions(ctx, s)...) //nolint:forbidigo // what Run does, to look at the program
		g.quit, s.program = p.Quit, p
		done := make(chan error)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		for _, when := range []string{"at first", "after another program"} {
			synctest.Wait()
			clock := reflect.ValueOf(p).Elem().FieldByName("ticker")
			if !clock.IsValid() || clock.Type() != reflect.TypeFor[*time.Ticker]() || clock.IsNil() {
				t.Fatal("the library's clock is not where it was")
			}
			select {
			case <-(*time.Ticker)(clock.UnsafePointer()).C:
				t.Errorf("the clock ticks %s", when)
			case <-time.After(time.Hour):
			}
			if _, err := keys.Write([]byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		end()
		if err := <-done; !errors.Is(err, tea.ErrProgramKilled) {
			t.Errorf("Run() = %v, want killed", err)
		}
		_ = in.Close()
		s.end(false)
	})
}
