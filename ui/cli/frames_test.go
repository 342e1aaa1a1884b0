package cli_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestFrames compares every screen with its golden file: at three sizes without colour, at the middle one with. The
// clock stands still, and the catalogue and the seed are the same each time.
func TestFrames(t *testing.T) {
	d := frames{sit(t, roomy())}
	d.walkFrames(t)
	d.boardFrames(t)
}

func roomy() uitest.Size { return uitest.Size{W: 120, H: 40} }

// frames compares what is on the screen with golden files.
type frames struct{ *wizardTest }

// walkFrames looks at every step and ends on the review.
func (d frames) walkFrames(t *testing.T) {
	t.Helper()
	for _, id := range []string{"product", "zone"} {
		d.walk(id)
		d.frame(t, id)
	}
	d.Press("/", "seoul")
	d.frame(t, "filter")
	d.Press("enter", "home", "enter")
	d.on("type")
	d.Press("/", "m6c", "enter")
	d.Press("esc")
	d.frame(t, "type")
	d.Press("?")
	d.frame(t, "help")
	d.Press("g")
	d.frame(t, "glossary")
	d.Press("?")
	d.View() // Enter answers only what has been seen
	d.Press("enter")
	d.on("image")
	d.frame(t, "image")
	d.walk("billing")
	d.Press("right")
	d.frame(t, "billing")
	d.walk("network")
	d.frame(t, "network")
	d.walk("storage")
	d.Press("down", "space", "down", "down", "down", "down", "space")
	d.frame(t, "storage")
	d.Press("down", "space")
	d.frame(t, "partition")
	d.Press("esc")
	d.walk("access")
	d.Press("right", "right", "enter")
	d.Paste(publicKey)
	d.frame(t, "access")
	d.walk("naming")
	d.Press("ctrl+u", "3", "enter", "ctrl+u", "web-[1,3]", "enter", "ctrl+u", "web-[1")
	d.frame(t, "naming")
	d.Press("ctrl+u", "web-[1,3]")
	d.walk("review")
	d.frame(t, "review")
	d.Press("p")
	d.frame(t, "request")
	d.Press("esc", "enter", "y")
	d.frame(t, "question")
	d.Press("n", "ctrl+c")
	d.frame(t, "leave")
	d.Resize(uitest.Size{W: 39, H: 11})
	t.Run("too_small", func(t *testing.T) { uitest.Golden(t, d.Frame(colorprofile.ASCII).Text()) })
	d.Resize(roomy())
}

// boardFrames orders, and looks at the board from the first machine to the last word.
func (d frames) boardFrames(t *testing.T) {
	t.Helper()
	d.place()
	d.WaitFor("3 PENDING", "updated")
	d.frame(t, "pending")
	d.look(10*time.Second, "3 CREATING", "0:10", "updated")
	d.frame(t, "creating")
	d.look(time.Minute, "3 RUNNING", "DONE")
	d.frame(t, "running")

	if err := d.program.Cloud().Inject(sim.Fault{Do: sim.CreateFailed, Action: "CreateInstances", Nth: 2}); err != nil {
		t.Fatal(err)
	}
	n := frames{d.again(t)}
	n.Resize(roomy())
	n.place()
	n.WaitFor("3 PENDING", "updated")
	n.look(time.Minute, "2 RUNNING", "1 FAILED")
	n.frame(t, "failed")
}

// TestFailuresAreSeen has most machines of an order fail on a board with room for few: the failed ones are in sight.
func TestFailuresAreSeen(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 40, H: 12})
	d.walk("zone")
	d.Press("/", "fra-a", "enter")
	d.walk("naming")
	d.Press("ctrl+u", "9", "enter", "ctrl+u", "n[1,1]")
	d.walk("review")
	if err := d.program.Cloud().Inject(sim.Fault{Do: sim.CreateFailed, Action: "CreateInstances", Nth: 9}); err != nil {
		t.Fatal(err)
	}
	d.place()
	d.WaitFor("9 PENDING", "updated")
	d.clock.Advance(time.Minute)
	d.Press("r")
	d.WaitFor("1 FAILED", "n9")
}

// look lets time go by and asks the board to look again, until it shows the texts.
func (d *wizardTest) look(after time.Duration, texts ...string) {
	d.t.Helper()
	d.clock.Advance(after)
	d.Press("r")
	d.WaitFor(texts...)
	d.Press("down") // the notice goes
}

// orderID is the id of an order, which is random.
var orderID = regexp.MustCompile(`o-[0-9a-z]{8}\b`)

// sizes compares the screen with the golden file of more sizes.
func (d frames) sizes(t *testing.T, name string) {
	t.Helper()
	var b strings.Builder
	for _, s := range []uitest.Size{{W: 60, H: 15}, {W: 100, H: 30}, {W: 200, H: 60}} {
		d.Resize(s)
		text := strings.TrimRight(d.Frame(colorprofile.ASCII).Text(), "\n")
		fmt.Fprintf(&b, "──── %d by %d ────\n%s\n", s.W, s.H, text)
	}
	text := orderID.ReplaceAllString(b.String(), "o-00000000")
	t.Run(name+"_sizes", func(t *testing.T) { uitest.Golden(t, text) })
}

// frame compares what is on the screen with the golden file of the name, once nothing is on its way any more.
func (d frames) frame(t *testing.T, name string) {
	t.Helper()
	waiting := regexp.MustCompile(`Loading|getting the price|正在加载|正在询价|` +
		d.program.Env().Theme.Glyph.Ellipsis + ` [0-9]`)
	d.Until("everything that was asked for", func() bool { return !waiting.MatchString(d.Text()) })
	var b strings.Builder
	for _, s := range uitest.Sizes() {
		d.Resize(s)
		fmt.Fprintf(&b, "──── %d by %d ────\n%s", s.W, s.H, d.Frame(colorprofile.ASCII).Text())
	}
	board := []string{"pending", "creating", "running", "failed"}
	if t.Name() != "TestFramesChinese" && !slices.Contains(board, name) {
		d.sizes(t, name)
		if boxed := []string{"question", "leave"}; !slices.Contains(boxed, name) { // a box hides what is behind it
			d.compareWidths(t, name)
		}
	}
	d.Resize(usual())
	fmt.Fprintf(&b, "──── %d by %d in colour ────\n%s", usual().W, usual().H,
		d.Frame(colorprofile.TrueColor).Styled())
	d.Resize(roomy())
	text := orderID.ReplaceAllString(b.String(), "o-00000000")
	t.Run(name, func(t *testing.T) { uitest.Golden(t, text) })
}
