package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/tour"
)

// demoOptions are the flags of demo.
type demoOptions struct {
	speed        float64
	auto         bool
	check, write string
	render, at   string
}

// newDemo plays tours.
func newDemo(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var o demoOptions
	c := &cobra.Command{
		Use:   "demo [NAME|NUMBER|FILE]",
		Short: "Play guided tours on a simulated cloud",
		Long: "Lists the tours and plays the one you choose, by its name or number, or from your own file. The " +
			"program runs in a tour with a simulated cloud and its own journal: nothing is bought. Below it is a " +
			"description of what is shown, and the keys to pause, to go forward or back, and to try it " +
			"yourself.\nFor the file format, see `metalwright schema tour`.",
		Example: "metalwright demo\nmetalwright demo first-order --speed 2\nmetalwright demo --auto\n" +
			"metalwright demo --write my-tour.yaml\nmetalwright demo --check my-tour.yaml",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return tourNames(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runDemo(c.Context(), p, products, f, o, args)
		},
	}
	fl := c.Flags()
	fl.Float64Var(&o.speed, "speed", 1, "how many times faster than a person the tour types and reads")
	fl.BoolVar(&o.auto, "auto", false, "start again at the end, forever; without a name, play all tours in turn")
	fl.StringVar(&o.check, "check", "", "check a tour file without playing it")
	fl.StringVar(&o.write, "write", "", "record what you do as a tour in this new file")
	fl.StringVar(&o.render, "render", "",
		"draw the tour to this new file instead: NAME.png, NAME.svg, or NAME.gif (animated)")
	fl.StringVar(&o.at, "moment", "", "with --render, the moment to draw (default: the end)")
	run.Rates(fl, "speed")
	run.Paths(fl, p.Home, "check", "write", "render")
	return c
}

// tourNames are those of the program's own tours, without their numbers.
func tourNames() []string {
	var names []string
	for _, file := range assets.TourNames() {
		_, name, _ := strings.Cut(file, "-")
		names = append(names, name)
	}
	return names
}

func runDemo(ctx context.Context, p run.Process, products []*provider.Product, f *run.Flags, o demoOptions,
	args []string,
) error {
	s, _, err := run.Settings(p, products, *f)
	if err != nil {
		return err
	}
	tx, err := text.New(s.Value(config.Lang).Text)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--lang", "Why", err)
	}
	if f.ASCII {
		tx = tx.ASCII()
	}
	if o.check != "" {
		_, err := readTour(p, tx, o.check)
		if err == nil {
			err = report.Println(p.Out, tx.T("demo.fine", "Path", o.check))
		}
		return err
	}
	tours, err := namedTours(p, tx, args)
	if err != nil {
		return err
	}
	if o.render != "" || o.at != "" {
		return renderTour(ctx, p, products, f, o, tx, tours)
	}
	if !p.Terminal {
		if len(args) == 0 && o.write == "" {
			return listTours(p, f.Format(), tx, tours)
		}
		return report.UsageError("demo.terminal")
	}
	return playTours(ctx, p, products, f, o, tx, tours)
}

// namedTours are the one that is named, by its name or as a file, or all.
func namedTours(p run.Process, tx *text.Text, args []string) ([]*tourfile.Tour, error) {
	var all []*tourfile.Tour
	names := tourNames()
	if len(args) > 0 {
		if n, err := strconv.Atoi(args[0]); err == nil { // as the list numbers them
			if n < 1 || n > len(names) {
				return nil, report.UsageError("demo.number", "Number", n, "Count", len(names))
			}
			args = []string{names[n-1]}
		}
	}
	if len(args) > 0 && !slices.Contains(names, args[0]) {
		t, err := readTour(p, tx, args[0])
		if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(args[0], "/.") {
			return nil, report.UsageError("demo.unknown", "Name", args[0], "Names", strings.Join(names, ", "))
		}
		return []*tourfile.Tour{t}, err
	}
	for i, file := range assets.TourNames() {
		if len(args) > 0 && names[i] != args[0] {
			continue
		}
		data, err := assets.Tours.ReadFile("tours/" + file + ".yaml")
		if err != nil {
			return nil, err
		}
		t, err := tourfile.Decode(data, file+".yaml")
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// readTour reads the file of a tour that someone names, and checks it.
func readTour(p run.Process, tx *text.Text, path string) (*tourfile.Tour, error) {
	data, err := p.ReadFile(path)
	if err != nil {
		return nil, report.UsageError("cli.at", "Place", path, "Why", err)
	}
	t, err := tourfile.Decode(data, filepath.Base(path))
	if err != nil {
		return nil, report.Exit(report.ExitUsage, err)
	}
	if err := tour.Check(t, tx.Has); err != nil {
		return nil, report.UsageError("cli.at", "Place", path, "Why", err)
	}
	return t, nil
}

// tourJSON is one of the program's own tours as scripts see it.
type tourJSON struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// listTours writes names and what one sees.
func listTours(p run.Process, form report.Format, tx *text.Text, tours []*tourfile.Tour) error {
	if form.Structured() {
		var all []tourJSON
		for i, name := range tourNames() {
			all = append(all, tourJSON{name, tour.Words(tx, tours[i].About)})
		}
		return form.Print(p.Out, struct {
			Schema string     `json:"schema"`
			Tours  []tourJSON `json:"tours"`
		}{report.Schema, all})
	}
	for i, name := range tourNames() {
		if err := report.Println(p.Out, name, "  "+tour.Words(tx, tours[i].About)); err != nil {
			return err
		}
	}
	return nil
}

// playTours shows the list, or the one tour that there is.
func playTours(ctx context.Context, p run.Process, products []*provider.Product, f *run.Flags, o demoOptions,
	tx *text.Text, tours []*tourfile.Tour,
) error {
	to := terminalOptions(p, *f)
	looks := tour.Looks{Theme: f.Scheme.Theme(true, f.ASCII), Text: tx, Drives: true}
	po := tour.PlayerOptions{Options: tourOptions(products, tx, f.ASCII), Speed: o.speed, Auto: o.auto}
	if r := report.RecordingOf(p.Out); r != nil { // of what is done by hand, too
		po.Hide = r.Hide
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	if o.write != "" {
		return writeTour(ctx, p, o.write, to, looks, po)
	}
	if len(tours) > 1 && !o.auto {
		m := tour.NewMenu(ctx, tours, po, looks)
		defer m.Close()
		return term.Run(ctx, m, to)
	}
	player := tour.NewPlayer(tours[0], po)
	if len(tours) > 1 {
		player = tour.NewRound(tours, po)
	}
	return showPlayer(ctx, end, player, tour.NewViewer(player, looks, true, nil), to)
}

// showPlayer plays and shows until one of them ends.
func showPlayer(ctx context.Context, end func(), player *tour.Player, m tea.Model, to term.Options) error {
	played := make(chan error, 1)
	go func() { played <- player.Run(ctx) }()
	shown := term.Run(ctx, m, to)
	end()
	return cmp.Or(<-played, shown)
}

// tourOptions are how tours run the program.
func tourOptions(products []*provider.Product, tx *text.Text, ascii bool) tour.Options {
	return tour.Options{
		Text: tx, ASCII: ascii,
		Run: func(ctx context.Context, p run.Process) int { return Main(ctx, p, products) },
	}
}

// writeTour records a tour and writes it into a new file.
func writeTour(ctx context.Context, p run.Process, path string, to term.Options, looks tour.Looks,
	o tour.PlayerOptions,
) error {
	path, err := p.OutputPath(path)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--write", "Why", err)
	}
	if _, err := os.Lstat(path); err == nil { // before someone has done all that
		return report.UsageError("cli.at", "Place", path, "Why", fs.ErrExist)
	}
	rec := tour.NewRecorder(o)
	ctx, end := context.WithCancel(ctx)
	defer end()
	err = showPlayer(ctx, end, rec.Player(), rec.Viewer(looks), to)
	if err != nil {
		return err
	}
	made, left := rec.Tour()
	data, err := made.YAML()
	if err != nil {
		return err
	}
	if err := p.Create(path, data); err != nil {
		return err
	}
	if left {
		report.Note(p.Err, looks.Text.T("demo.secret_left"))
	}
	return report.Println(p.Err, looks.Text.T("demo.written", "Path", path))
}

// renderTour draws one tour into a new file.
func renderTour(ctx context.Context, p run.Process, products []*provider.Product, f *run.Flags, o demoOptions,
	tx *text.Text, tours []*tourfile.Tour,
) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(o.render)), ".")
	formats := []string{"png", "svg", "gif"}
	switch {
	case !slices.Contains(formats, format):
		return run.NotOneOf("--render", o.render, []string{"NAME.png", "NAME.svg", "NAME.gif"})
	case len(tours) != 1:
		return report.UsageError("demo.name_one", "Names", strings.Join(tourNames(), ", "))
	}
	if _, err := p.OutputPath(o.render); err != nil { // before all that work
		return report.UsageError("cli.at", "Place", "--render", "Why", err)
	}
	looks := tour.Looks{Theme: f.Scheme.Theme(true, f.ASCII), Text: tx}
	data, err := tour.Render(ctx, tours[0], tourOptions(products, tx, f.ASCII), looks, o.at, format)
	if errors.Is(err, tour.ErrMoment) {
		return report.UsageError("cli.at", "Place", "--moment", "Why", err)
	}
	if err != nil {
		return err
	}
	return p.Create(o.render, data)
}
