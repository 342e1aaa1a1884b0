package doctor

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"

	"github.com/metalwright/metalwright/ui/report"
	uiterm "github.com/metalwright/metalwright/ui/term"
)

// The screens are made for 80x24 and can be read at 40x12.
const (
	goodWidth, goodHeight   = 80, 24
	leastWidth, leastHeight = 40, 12
)

// terminalCheck looks at the terminal.
type terminalCheck struct{ *doctor }

// look looks at TERM, colours, size and character set.
func (d terminalCheck) look() {
	if !d.p.Terminal {
		d.add("terminal", "", severityWarning, d.t("doctor.no_terminal"), d.t("doctor.no_terminal_fix"))
	}
	name := d.lookup("TERM")
	switch {
	case runtime.GOOS == "windows":
	case name == "" || name == "dumb":
		d.add("terminal", "TERM="+name, severityError, d.t("doctor.term"), d.t("doctor.term_fix"))
	default:
		d.add("terminal", "TERM="+name, severityOK, d.t("doctor.term_ok"), "")
	}
	d.colors()
	d.size()
	d.unicode()
}

// colors says how many colours the screens have. Meaning never hangs on colour alone, so that few are no fault; who
// wants none has said so.
func (d terminalCheck) colors() {
	profile := colorprofile.Detect(report.Terminal(d.p.Out), uiterm.ColorEnv(d.p.Env))
	switch {
	case !d.p.Terminal: // which was said
	case d.lookup("NO_COLOR") != "":
		d.add("terminal", "NO_COLOR", severityOK, d.t("doctor.no_color"), "")
	case profile <= colorprofile.ASCII:
		d.add("terminal", "", severityWarning, d.t("doctor.colorless"), d.t("doctor.color_fix"))
	case profile == colorprofile.ANSI:
		d.add("terminal", "", severityWarning, d.t("doctor.few_colors"), d.t("doctor.color_fix"))
	default:
		d.add("terminal", "", severityOK, d.t("doctor.colors", "Profile", profile.String()), "")
	}
}

func (d terminalCheck) lookup(name string) string {
	v, _ := d.p.Lookup(name)
	return v
}

func (d terminalCheck) size() {
	w, h := d.p.Width, d.p.Height
	if f, ok := report.Terminal(d.p.Out).(*os.File); ok && w == 0 {
		var err error
		if w, h, err = term.GetSize(int(f.Fd())); err != nil {
			return // no terminal, which was said
		}
	}
	if w == 0 {
		return
	}
	size := fmt.Sprintf("%dx%d", w, h)
	switch {
	case w < leastWidth || h < leastHeight:
		d.add("terminal", size, severityError, d.t("doctor.small"), d.t("doctor.small_fix"))
	case w < goodWidth || h < goodHeight:
		d.add("terminal", size, severityWarning, d.t("doctor.tight"), d.t("doctor.small_fix"))
	default:
		d.add("terminal", size, severityOK, d.t("doctor.size_ok"), "")
	}
}

// unicode looks at the locale as the C library does.
func (d terminalCheck) unicode() {
	if runtime.GOOS == "windows" {
		return
	}
	locale := cmp.Or(d.lookup("LC_ALL"), d.lookup("LC_CTYPE"), d.lookup("LANG"))
	if l := strings.ToLower(locale); strings.Contains(l, "utf-8") || strings.Contains(l, "utf8") {
		d.add("terminal", locale, severityOK, d.t("doctor.unicode_ok"), "")
		return
	}
	d.add("terminal", locale, severityWarning, d.t("doctor.unicode"), d.t("doctor.unicode_fix"))
}
