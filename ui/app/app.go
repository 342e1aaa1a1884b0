// Package app is the frame around every page: the header with its SIMULATED badge, the help, the way out, and what is
// said when the window is too small. It is the one tea.Model of the program.
package app

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/theme"
)

// The smallest window that a page is drawn in.
const (
	minWidth  = 40
	minHeight = 12
)

// Page is what fills the frame: the wizard, the board, the list of orders.
type Page interface {
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	// View fills at most w×h cells; the cursor is relative to the area.
	View(w, h int) (string, *tea.Cursor)
	// Head is the first line's text: what is on, and where one stands in it.
	Head() Head
	// Keys are the bindings that work now, the most useful first.
	Keys() []key.Binding
	// Editing reports whether letters are text now.
	Editing() bool
	// Backs reports whether esc does something now: the line of keys names it only then.
	Backs() bool
	// Back handles esc and reports whether there was something to go back to.
	Back() (tea.Cmd, bool)
	// Leave words what stays when the program is left now: a message that ends in how to go on.
	Leave() string
	Close()
}

// Explainer is a page that can say what is on.
type Explainer interface {
	// Explain says it, the most important first.
	Explain() []Passage
}

// Passage is a part of an explanation. Its title may be "".
type Passage struct{ Title, Text string }

// Lister is a page from which the orders can be looked at.
type Lister interface {
	// Lists reports whether they can be now.
	Lists() bool
	// List opens them, in place of the page; back from them leads to it.
	List() tea.Cmd
}

// Head is what the frame says about a page.
type Head struct {
	Title     string // "Zenlayer Bare Metal Cloud"
	Place     string // "step 4 of 11"
	Simulated bool
	// Live says that what is on costs money: at Account, where it is one.
	Live     bool
	Account  string
	Progress string // how far what is shown has come, for the title of the window: "2/3 RUNNING"; "" for none
}

// windowTitle is the title of the window, which is seen while another one is in front.
func (h Head) windowTitle(t *theme.Theme) string {
	if h.Progress == "" {
		return "metalwright"
	}
	return t.Clean(h.Progress + " " + h.Place + " - metalwright")
}

// Open replaces the page that asks for it; one that has been replaced meanwhile replaces nothing. The new one is made
// by App and not by the command that asks for it, which runs beside the screen: a page looks at the theme, and the
// terminal may change that.
type Open struct {
	From Page
	Page func() Page
	Text string // above the line of keys of the new page until a key is pressed; "": nothing
}

// Quit leaves the program without another question.
type Quit struct{}

// Language says that the words are those of another language now: pages drop what they have put into words.
type Language struct{}

// Notice shows a sentence above the line of keys until a key is pressed.
type Notice struct{ Text string }

// Outcome is what came of something that was asked for on one page, as a message for it. When another page is shown by
// then, the last line says it in words instead, unless there are none: nobody misses that a machine was not released.
type Outcome struct {
	Of    Page
	Msg   tea.Msg
	Words string
}

// App is the root model.
type App struct {
	terminal
	env   *step.Env
	page  Page
	ascii bool
	help  help
	// uncovered says that the help was closed and that nothing was drawn since: nobody has seen what Enter would answer
	uncovered bool
	leaving   leaving
	hint      string
	opening   opening
	keys      keymap
	mouse     mouse
	hints     hints
	edges     edges
}

// Options are what App needs besides its first page.
type Options struct {
	ASCII bool
	// Mouse has the mouse move the cursor; a key switches it.
	Mouse bool
	// Keys are the keys that actions have in place of their usual ones, by those; nil: none.
	Keys map[string]string
	// OnLeave is called at the first ctrl+c, such as for starting no further batch, and OnStay when another key follows.
	// Both may be nil.
	OnLeave, OnStay func()
	// Hints are the hints about keys that the one before the screen has used; nil: none are shown.
	Hints Hints
	// Notice is a sentence above the line of keys until a key is pressed; "": none.
	Notice string
	// Opening says that the first page only stands for the one that an [Open] brings soon. What is typed until then is
	// kept for that one; ctrl+c quits.
	Opening bool
}

// New returns the program with its first page.
func New(env *step.Env, first Page, o Options) *App {
	return &App{
		env: env, page: first, ascii: o.ASCII, leaving: leaving{onLeave: o.OnLeave, onStay: o.OnStay},
		opening: opening{standIn: o.Opening, keeps: o.Opening}, keys: newKeymap(o.Keys), mouse: mouse{o.Mouse},
		hint: o.Notice, hints: newHints(o.Hints),
	}
}

// Page is the page that is open.
func (a *App) Page() Page { return a.page }

// Init asks the terminal what it can do, unless it is left at once if the run cannot be opened, and starts the page.
func (a *App) Init() tea.Cmd {
	if a.opening.standIn {
		return tea.Batch(a.page.Init(), a.opening.start())
	}
	return tea.Batch(ask(), a.page.Init())
}

// ask asks the terminal what it can do.
func ask() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, tea.RequestCapability("RGB")) }

// Update handles facts about the terminal, then the open help, then the global keys, then the page.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if !a.opening.keeps {
		return a, a.update(msg)
	}
	cmd, kept := a.opening.keep(msg, a.quit)
	if kept {
		return a, cmd
	}
	cmd = tea.Batch(cmd, a.update(msg))
	return a, tea.Batch(cmd, a.opening.release(a.page, a.update))
}

func (a *App) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = msg.Width, msg.Height
		return a.page.Update(msg)
	case tea.BackgroundColorMsg:
		if a.light == !msg.IsDark() {
			return nil
		}
		a.light = !a.light
		*a.env.Theme = *a.env.Theme.On(msg.IsDark())
		return a.page.Update(msg)
	case Open:
		if msg.From != a.page {
			return nil
		}
		a.page.Close()
		old := a.page
		a.page, a.hint = msg.Page(), msg.Text // someone who was about to leave still is
		if a.opening.standIn {
			a.opening.standIn, a.opening.old = false, old
			return tea.Batch(ask(), a.page.Init())
		}
		return a.page.Init()
	case late:
		if a.opening.old = nil; a.opening.standIn {
			a.hint = a.env.T("app.opening")
		}
		return nil
	case Quit:
		return a.quit()
	case Notice:
		a.hint = msg.Text
		return nil
	case Outcome:
		if msg.Of == a.page {
			return a.page.Update(msg.Msg)
		}
		a.hint = cmp.Or(msg.Words, a.hint)
		return nil
	case tea.KeyboardEnhancementsMsg:
		a.exact = msg.SupportsKeyDisambiguation()
		return nil
	case tea.KeyPressMsg:
		if k, ok := a.afterEscape(msg, a.editing()); ok {
			first := a.press(tea.KeyPressMsg{Code: tea.KeyEscape})
			if k = a.meant(k); k.Code == tea.KeyEnter { // it would answer what the Escape has just uncovered
				return first
			}
			return tea.Batch(first, a.press(k))
		}
		k := a.meant(msg)
		if a.uncovered && k.Code == tea.KeyEnter {
			return nil
		}
		return tea.Batch(a.hints.use(a, k.String()), a.press(k))
	case tea.PasteMsg:
		if a.small() {
			return nil
		}
	case tea.MouseMsg:
		return a.mouse.pointed(a, msg)
	}
	return a.page.Update(msg)
}

// meant is the usual key for what k does.
func (a *App) meant(k tea.KeyPressMsg) tea.KeyPressMsg {
	return a.keys.meant(k, a.editing())
}

// editing reports whether keys edit a text: while the help is open they do not.
func (a *App) editing() bool { return a.page.Editing() && !a.help.open }

func (a *App) press(k tea.KeyPressMsg) tea.Cmd {
	if k.String() == "ctrl+c" {
		if a.leaving.again() {
			return a.quit()
		}
		a.help = help{}
		return nil
	}
	a.leaving.stay()
	a.hint = ""
	switch {
	case a.help.open:
		a.help.press(k.String())
		a.uncovered = !a.help.open
		return nil
	case k.String() == "f1", k.String() == "?" && !a.page.Editing():
		a.help = help{open: true}
		return nil
	case k.String() == "esc":
		cmd, ok := a.page.Back()
		if !ok {
			a.hint = a.env.T("app.nothing_before")
		}
		return cmd
	case k.String() == "f2":
		if !a.env.Switch() {
			return nil
		}
		return a.page.Update(Language{})
	case k.String() == "f3":
		a.mouse.on = !a.mouse.on
		a.hint = a.env.T(map[bool]string{true: "app.mouse_on", false: "app.mouse_off"}[a.mouse.on])
		return nil
	case k.String() == "ctrl+z":
		return tea.Suspend
	case a.small(): // nobody answers what cannot be seen
		return nil
	}
	if l := a.lister(k.String()); l != nil {
		return l.List()
	}
	return a.page.Update(k)
}

// lister is the page when k opens the orders on it: ctrl+o, and o where it means nothing else. nil when it does not.
func (a *App) lister(k string) Lister {
	l, ok := a.page.(Lister)
	if !ok || !l.Lists() {
		return nil
	}
	taken := a.page.Editing() || slices.ContainsFunc(a.page.Keys(),
		func(b key.Binding) bool { return slices.Contains(b.Keys(), k) })
	if k == "ctrl+o" || k == "o" && !taken {
		return l
	}
	return nil
}

func (a *App) quit() tea.Cmd {
	a.page.Close()
	return tea.Quit
}
