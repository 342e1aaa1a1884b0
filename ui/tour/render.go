package tour

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/picture"
	"github.com/metalwright/metalwright/ui/screen"
)

// ErrMoment is wrapped by the error of [Render] for a moment that the tour does not have.
var ErrMoment = errors.New("the tour has no such moment")

// errSeen ends a rehearsal whose rest nobody wants to see.
var errSeen = errors.New("seen")

// leastTime is how long a picture that moves shows each step at least.
const leastTime = time.Second

// Render draws a tour as a picture in the format that a file's name ends in: png and svg show the moment, or the end
// where that is "", and gif all steps, up to the moment where one is named.
func Render(ctx context.Context, t *tourfile.Tour, o Options, l Looks, moment, format string) ([]byte, error) {
	var frames []picture.Frame
	found := moment == ""
	err := Rehearse(ctx, t, o, 0, func(s Scene) error {
		found = found || s.Step.Moment == moment
		if end := found && moment != ""; format == "gif" || end || s.Last {
			frames = append(frames, picture.Frame{
				Screen: l.picture(s.Settled(ctx)), For: max(time.Duration(s.Step.Pause), leastTime),
			})
			if end {
				return errSeen
			}
		}
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, errSeen):
		return nil, err
	case !found:
		return nil, fmt.Errorf("%w: %s; there are: %s", ErrMoment, moment, strings.Join(moments(t), ", "))
	}
	var b bytes.Buffer
	switch last := frames[len(frames)-1].Screen; format {
	case "gif":
		err = picture.GIF(&b, frames)
	case "svg":
		err = picture.SVG(&b, last)
	default:
		err = picture.PNG(&b, last)
	}
	return b.Bytes(), err
}

// moments are the names of what can be drawn.
func moments(t *tourfile.Tour) []string {
	var names []string
	for _, s := range t.Steps {
		if s.Moment != "" {
			names = append(names, s.Moment)
		}
	}
	return names
}

// picture is the view with its bar, with as many cells as they need.
func (l Looks) picture(v View) screen.Screen {
	w, h := across(v.Screens), 0
	for _, s := range v.Screens {
		h = max(h, s.H)
	}
	l.still = true
	h += len(l.bar(v, w))
	return screen.Draw(l.draw(v, w, h), w, h)
}
