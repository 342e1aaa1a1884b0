package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/run"
)

// newMan prints the manual page, from the same words as --help.
func newMan(p run.Process, products []*provider.Product) *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "metalwright man | man -l -\nmetalwright man > metalwright.1",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			at, err := time.Parse(time.RFC3339, run.Build().Date)
			if err != nil {
				at = p.Now() // of a build that does not know its own
			}
			_, err = io.WriteString(p.Out, manual(c.Root(), products, at))
			return err
		},
	}
}

// manual is the manual page of root.
func manual(root *cobra.Command, products []*provider.Product, at time.Time) string {
	m := &manPage{}
	fmt.Fprintf(&m.b, ".TH %s 1 %s %s\n", strings.ToUpper(root.Name()), quoteRoff(at.UTC().Format(time.DateOnly)),
		quoteRoff(root.Name()+" "+run.Build().Version))
	m.section("name")
	m.text(root.Name() + " - " + lowerFirst(root.Short))
	m.section("synopsis")
	m.text(usageLines(root))
	m.section("description")
	m.text(root.Long)
	m.section("commands")
	m.commands(root)
	m.section("options")
	m.text("Every command takes these.")
	m.rows(flagRows(root.PersistentFlags(), standard))
	for _, t := range topics(products) {
		m.section(t.manual)
		all := t.sections(root)
		for _, s := range all {
			if len(all) > 1 {
				m.line(".SS " + quoteRoff(upperFirst(s.title)))
			}
			m.text(s.text)
			m.rows(s.rows)
		}
	}
	m.section("examples")
	m.text(" " + strings.ReplaceAll(root.Example, "\n", "\n "))
	m.section("see also")
	m.text("ssh(1), ssh-keygen(1), systemd.unit(5)")
	return m.b.String()
}

// manPage is a page of man(7).
type manPage struct{ b strings.Builder }

// commands writes the commands below c, each with what it is for, its flags and its examples.
func (m *manPage) commands(c *cobra.Command) {
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() {
			continue
		}
		m.line(".SS " + quoteRoff(strings.TrimSuffix(strings.TrimPrefix(sub.UseLine(), c.Root().Name()+" "), " [flags]")))
		m.text(sub.Short + ".")
		if sub.Long != "" {
			m.line(".PP")
			m.text(sub.Long)
		}
		m.rows(flagRows(sub.LocalNonPersistentFlags(), standard))
		if sub.Example != "" {
			m.line(".PP")
			m.text(" " + strings.ReplaceAll(sub.Example, "\n", "\n "))
		}
		m.commands(sub)
	}
}

func (m *manPage) line(text string) { m.b.WriteString(text + "\n") }

func (m *manPage) section(title string) { m.line(".SH " + quoteRoff(strings.ToUpper(title))) }

// text writes paragraphs; lines that begin with a blank stay lines.
func (m *manPage) text(text string) {
	kept := false
	for _, line := range paragraphs(text) {
		if is := strings.HasPrefix(line, " "); is != kept {
			m.line(map[bool]string{true: ".nf", false: ".fi"}[is])
			kept = is
		}
		if line == "" {
			m.line(".PP")
			continue
		}
		m.line(escapeRoff(strings.TrimPrefix(line, " ")))
	}
	if kept {
		m.line(".fi")
	}
}

// rows writes what words mean.
func (m *manPage) rows(rows []helpRow) {
	for _, r := range rows {
		m.line(".TP")
		m.line(`\fB` + escapeRoff(strings.TrimSpace(r.term)) + `\fP`)
		m.line(escapeRoff(r.text))
	}
}

// escapeRoff is text as it is to be seen: a hyphen that can be copied, and no line that is a request.
func escapeRoff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "’", `\(cq`, "…", "...").Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") || strings.HasPrefix(text, " ") {
		return `\&` + text
	}
	return text
}

// quoteRoff is text as one argument of a request.
func quoteRoff(text string) string {
	return `"` + strings.ReplaceAll(escapeRoff(text), `"`, `\(dq`) + `"`
}
