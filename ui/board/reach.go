package board

import (
	"context"
	"os/exec"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/support"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/widget"
)

// Access is how a board helps people to get into machines. The zero value shows lines and texts alone.
type Access struct {
	// SSH is ssh with the terminal of the board; nil where this machine is not the operator's, such as over SSH.
	SSH func(ctx context.Context, target string) *exec.Cmd
	// Export is the order in the words of another tool; nil offers none.
	Export func(ctx context.Context, v order.View, f export.Format) ([]byte, error)
	// Save writes a new file of the operator's and returns its path; nil where no file here is theirs.
	Save func(name string, data []byte) (string, error)
}

// viewOf is the order of a machine.
func (b *Board) viewOf(id order.ID) (order.View, bool) {
	at := slices.IndexFunc(b.views, func(v order.View) bool { return v.ID == id })
	if at < 0 {
		return order.View{}, false
	}
	return b.views[at], true
}

// openCopy offers what can be copied of the machine under the cursor, and of all.
func openCopy(b *Board) {
	r, ok := b.machine()
	v, found := b.current()
	if !found {
		return
	}
	c := &choice{env: b.env, title: b.env.T("copy.title"), again: "y"}
	add := func(what, text string) {
		if text == "" {
			return
		}
		about := text
		if strings.Contains(text, "\n") {
			about = ""
		}
		c.items = append(c.items, item{b.env.T("copy." + what), b.env.Clean(about), func() (tea.Cmd, overlay) {
			return b.copy(text)
		}})
	}
	if !ok { // the head of an order
		r.ID = provider.InstanceID(v.ID)
	}
	add("ident", string(r.ID))
	add("addresses", strings.Join(append(texts(r.Public), texts(r.Private)...), " "))
	add("ssh", login.Of(v.Spec, r.Instance).Command())
	add("rows", table(b))
	b.over = c
}

// copy asks the terminal to put a text into its clipboard (OSC 52). No terminal says whether it has: the text is shown,
// so that it can be selected where it did not.
func (b *Board) copy(text string) (tea.Cmd, overlay) {
	if !strings.Contains(text, "\n") && len(text) < 60 {
		b.notice = b.env.T("board.copied", "ID", text)
		return tea.SetClipboard(text), nil
	}
	return tea.SetClipboard(text), &paper{env: b.env, title: b.env.T("copy.shown"), text: text}
}

// table is all rows as lines with tabs, as spreadsheets take them.
func table(b *Board) string {
	var out strings.Builder
	for _, r := range b.rows.all {
		if r.head != nil {
			continue
		}
		for n, cell := range []string{
			string(r.order), r.Name, b.env.OrderWords().Machine(*r.InstanceView), strings.Join(texts(r.Public), " "),
			strings.Join(texts(r.Private), " "), string(r.ID),
		} {
			if n > 0 {
				out.WriteByte('\t')
			}
			out.WriteString(provider.Clean(cell))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// sshEnded comes when ssh has given the terminal back.
type sshEnded struct {
	board *Board
	err   error
}

// openSSH runs ssh to the machine under the cursor, and shows its line where that cannot be done here.
func openSSH(b *Board) tea.Cmd {
	r, ok := b.machine()
	if !ok {
		return nil
	}
	v, _ := b.viewOf(r.order)
	w := login.Of(v.Spec, r.Instance)
	switch {
	case r.Status == provider.StatusReleased:
		words := &b.machines
		b.notice = b.env.T("board.row", "Name", words.name(*r.InstanceView), "Advice", words.advice(*r.InstanceView))
	case !w.Address.IsValid():
		b.notice = b.env.T("machine.no_address")
	case w.Target() == "":
		b.notice = b.env.T("login.rdp", "Address", w.Endpoint().String(), "User", w.User)
	case b.opts.Access.SSH == nil || b.opts.Simulated(v.Account):
		about := b.env.T("login.line")
		if b.opts.Simulated(v.Account) {
			about = b.env.T("login.simulated")
		}
		b.over = &paper{
			env: b.env, title: b.env.T("login.title", "Name", b.machines.name(*r.InstanceView)), about: about,
			text: w.Command() + "\n",
		}
	default:
		c := b.opts.Access.SSH(b.env.Ctx, w.Target())
		return tea.ExecProcess(c, func(err error) tea.Msg { return sshEnded{b, err} })
	}
	return nil
}

// ended says how ssh has ended, unless it is simply over.
func (m sshEnded) ended() {
	if m.err != nil {
		m.board.notice = m.board.env.T("login.ended", "Why", m.err.Error())
	}
}

// exported is an order in the words of another tool.
type exported struct {
	title string
	name  string
	text  []byte
	err   error
}

// openTools offers the order's machines in the words of the tools that log in to them.
func openTools(b *Board) {
	v, ok := b.current()
	if !ok || b.opts.Access.Export == nil {
		return
	}
	c := &choice{env: b.env, title: b.env.T("tools.title", "Order", string(v.ID)), again: "e"}
	for _, f := range []export.Format{export.SSHConfig, export.Ansible, export.KnownHosts} {
		id := strings.ReplaceAll(string(f), "-", "_")
		c.items = append(c.items, item{b.env.T("tools." + id), b.env.T("tools." + id + "_note"), func() (tea.Cmd, overlay) {
			b.notice = b.env.T("tools.busy")
			return func() tea.Msg {
				text, err := b.opts.Access.Export(b.env.Ctx, v, f)
				m := exported{b.env.T("tools.shown", "Format", string(f)), string(v.ID) + "." + id, text, err}
				if err != nil {
					return outcome(b, v.ID, m, b.env.T("tools.failed", "Why", b.env.Errors().Text(err)))
				}
				return app.Outcome{Of: b, Msg: m} // a text for which nobody waits any more is not shown
			}, nil
		}})
	}
	b.over = c
}

// show opens the text, unless the board has something else open by now.
func (m exported) show(b *Board) {
	b.notice = ""
	switch {
	case m.err != nil:
		b.notice = b.env.T("tools.failed", "Why", b.env.Errors().Text(m.err))
	case b.over == nil && b.menu == nil:
		b.over = &paper{env: b.env, title: m.title, text: string(m.text), file: m.name, save: b.opts.Access.Save}
	}
}

// openSupport shows a text for the vendor's support: about the machine whose page is open, or about the order.
func openSupport(b *Board) {
	v, ok := b.current()
	if !ok {
		return
	}
	c := support.Case{View: v, History: b.history, Now: b.now}
	if r, ok := b.machine(); ok && b.page.open() {
		c.Machine = r.ID
	}
	for _, p := range b.env.Products {
		if p.ID == v.Product {
			c.Product = p
		}
	}
	b.over = &paper{
		env: b.env, title: b.env.T("support.title"), text: support.Text(c), file: string(v.ID) + ".support.txt",
		save: b.opts.Access.Save,
	}
}

// logins are the lines of the machine's page on how to log in.
func logins(s *sheet, v order.View, r row) {
	e := s.b.env
	w := login.Of(v.Spec, r.Instance)
	system := string(w.System)
	if id := "login.system_" + system; e.Has(id) {
		system = e.T(id)
	}
	s.row(e.T("login.user"), e.T("login.user_of", "User", w.User, "System", e.Clean(system)))
	by := "login.by_" + string(w.By)
	if !e.Has(by) {
		by = "login.by_nobody"
	}
	s.row(e.Fields().Label(provider.FieldLogin), e.T(by, "Count", len(v.Spec.Access.SSHKeys), "Name",
		v.Spec.Access.KeyPair))
	switch {
	case w.Command() != "":
		s.row(e.T("login.command"), w.Command())
	case w.Address.IsValid():
		s.row(e.T("login.command"), e.T("login.rdp", "Address", w.Endpoint().String(), "User", w.User))
	}
	for _, p := range e.Products {
		if p.ID == v.Product && p.Console != "" && !s.b.opts.Simulated(v.Account) {
			s.lines = append(s.lines, e.Theme.Dim.Render(widget.PadRight(e.T("login.console"), min(labelWidth, s.w)))+
				widget.Link(p.Console, e.Theme.Text.Render(widget.Truncate(p.Console, max(s.w-labelWidth, 8),
					e.Theme.Glyph.Ellipsis))))
		}
	}
}
