package term

import (
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"
)

// stopClock stops the clock by which Bubble Tea would draw: nothing is drawn by it here, and no option switches it off.
// The library starts it before the model's Init, and again when another program has ended. It is called in the
// program's loop.
func stopClock(p *tea.Program) {
	clock := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if clock.IsValid() && clock.Type() == reflect.TypeFor[*time.Ticker]() && !clock.IsNil() {
		(*time.Ticker)(clock.UnsafePointer()).Stop()
	}
}
