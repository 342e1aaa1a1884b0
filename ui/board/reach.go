package board

import (
	"context"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/support"
	"github.com/metalwright/metalwright/ui/app"
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

// reach is how people get into the machines: what can be copied of them, ssh, and texts for tools and support.
type reach struct {
	model    *model
	list     *list
	words    *machineWords
	page     *machinePage
	commands *commands
	notice   *notice
	access   Access
}

// copies offers what can be copied of the machine under the cursor, and of all; nil when there is nothing.
func (h *reach) copies() overlay {
	e := h.model.env
	r, ok := h.list.machine()
	v, found := h.list.current()
	if !found {
		return nil
	}
	c := &choice{env: e, title: e.T("copy.title"), again: "y"}
	add := func(what, text string) {
		if text == "" {
			return
		}
		about := text
		if strings.Contains(text, "\n") {
			about = ""
		}
		c.items = append(c.items, item{e.T("copy." + what), e.Clean(about), func() (tea.Cmd, overlay) {
			return h.copy(text)
		}})
	}
	if !ok { // the head of an order
		r.ID = provider.InstanceID(v.ID)
	}
	add("ident", string(r.ID))
	add("addresses", strings.Join(append(texts(r.Public), texts(r.Private)...), " "))
	add("ssh", login.Of(v.Spec, r.Instance).Command())
	add("rows", h.table())
	return c
}

// copy asks the terminal to put a text into its clipboard (OSC 52). No terminal says whether it has: the text is shown,
// so that it can be selected where it did not.
func (h *reach) copy(text string) (tea.Cmd, overlay) {
	e := h.model.env
	if !strings.Contains(text, "\n") && len(text) < 60 {
		h.notice.say(e.T("board.copied", "ID", text))
		return tea.SetClipboard(text), nil
	}
	return tea.SetClipboard(text), &paper{env: e, title: e.T("copy.shown"), text: text}
}

// table is all rows as lines with tabs, as spreadsheets take them.
func (h *reach) table() string {
	var out strings.Builder
	for _, r := range h.list.rows.all {
		if r.head != nil {
			continue
		}
		for n, cell := range []string{
			string(r.order), r.Name, h.model.env.OrderWords().Machine(*r.InstanceView), strings.Join(texts(r.Public), " "),
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
	reach *reach
	err   error
}

// openSSH runs ssh to the machine under the cursor, and shows its line where that cannot be done here.
func (h *reach) ssh() (tea.Cmd, overlay) {
	e := h.model.env
	r, ok := h.list.machine()
	if !ok {
		return nil, nil
	}
	v, _ := h.model.view(r.order)
	w := login.Of(v.Spec, r.Instance)
	switch {
	case r.Status == provider.StatusReleased:
		i := *r.InstanceView
		h.notice.say(e.T("board.row", "Name", h.words.name(i), "Advice", h.words.advice(i)))
	case !w.Address.IsValid():
		h.notice.say(e.T("machine.no_address"))
	case w.Target() == "":
		h.notice.say(e.T("login.rdp", "Address", w.Endpoint().String(), "User", w.User))
	case h.access.SSH == nil || h.model.simulated(v.Account):
		about := e.T("login.line")
		if h.model.simulated(v.Account) {
			about = e.T("login.simulated")
		}
		return nil, &paper{
			env: e, title: e.T("login.title", "Name", h.words.name(*r.InstanceView)), about: about,
			text: w.Command() + "\n",
		}
	default:
		c := h.access.SSH(e.Ctx, w.Target())
		return tea.ExecProcess(c, func(err error) tea.Msg { return sshEnded{h, err} }), nil
	}
	return nil, nil
}

// ended says how ssh has ended, unless it is simply over.
func (m sshEnded) ended() {
	if m.err != nil {
		m.reach.notice.say(m.reach.model.env.T("login.ended", "Why", m.err.Error()))
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
func (h *reach) tools() overlay {
	e := h.model.env
	v, ok := h.list.current()
	if !ok || h.access.Export == nil {
		return nil
	}
	c := &choice{env: e, title: e.T("tools.title", "Order", string(v.ID)), again: "e"}
	for _, f := range []export.Format{export.SSHConfig, export.Ansible, export.KnownHosts} {
		id := strings.ReplaceAll(string(f), "-", "_")
		c.items = append(c.items, item{e.T("tools." + id), e.T("tools." + id + "_note"), func() (tea.Cmd, overlay) {
			h.notice.say(e.T("tools.busy"))
			return func() tea.Msg {
				text, err := h.access.Export(e.Ctx, v, f)
				m := exported{e.T("tools.shown", "Format", string(f)), string(v.ID) + "." + id, text, err}
				if err != nil {
					return h.commands.outcome(v.ID, m, e.T("tools.failed", "Why", e.Errors().Text(err)))
				}
				return app.Outcome{Of: h.commands.page, Msg: m} // a text for which nobody waits any more is not shown
			}, nil
		}})
	}
	return c
}

// shown is the text, or nil where it has none and says why.
func (h *reach) shown(m exported) overlay {
	e := h.model.env
	h.notice.say("")
	if m.err != nil {
		h.notice.say(e.T("tools.failed", "Why", e.Errors().Text(m.err)))
		return nil
	}
	return &paper{env: e, title: m.title, text: string(m.text), file: m.name, save: h.access.Save}
}

// support is a text for the vendor's support: about the machine whose page is open, or about the order.
func (h *reach) support() overlay {
	e := h.model.env
	v, ok := h.list.current()
	if !ok {
		return nil
	}
	c := support.Case{View: v, History: h.model.history, Now: h.model.now, Product: h.model.product(v.Product)}
	if r, ok := h.list.machine(); ok && h.page.open() {
		c.Machine = r.ID
	}
	return &paper{
		env: e, title: e.T("support.title"), text: support.Text(c), file: string(v.ID) + ".support.txt", save: h.access.Save,
	}
}
