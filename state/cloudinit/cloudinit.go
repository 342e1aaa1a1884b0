// Package cloudinit finds what is wrong with a start script before the machines that would run it are bought.
package cloudinit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// Reason is what is wrong with a script. The message catalogue has a sentence for each.
type Reason string

// The reasons.
const (
	reasonBOM      Reason = "bom"       // a byte-order mark is before the first line, which is not recognised then
	reasonCRLF     Reason = "crlf"      // lines end as in Windows, and Linux runs them with the return
	reasonNoHeader Reason = "no_header" // the first line says nothing that cloud-init knows
	// Misspelt is a first line that looks like #cloud-config, and YAML without one.
	reasonMisspelt Reason = "misspelt"
	reasonYAML     Reason = "yaml"  // #cloud-config that is not YAML: Why says why
	reasonNoKeys   Reason = "keys"  // #cloud-config that has no keys and values
	reasonImage    Reason = "image" // the image runs no cloud-init
	reasonWindows  Reason = "windows"
)

// Problem is one thing that is wrong.
type Problem struct {
	Reason Reason
	Line   int    // from 1; 0 when it is about all of the script
	Why    string // of YAML: one of the reasons that order files have
	Got    string // the first line, where that is wrong
}

// cloudConfig is the first line of YAML.
const cloudConfig = "#cloud-config"

// headers are what a first line may begin with (cloud-init, user-data formats, read 2026-11; cloudbase-init for
// Windows).
var headers = [...]string{
	"#!", cloudConfig, "#include", "#cloud-boothook", "#part-handler", "## template:", "Content-Type:", "MIME-Version:",
	"#ps1", "<powershell>", "<script>", "rem cmd",
}

// Check lists what is wrong with script, which is empty when there is none.
func Check(script string) []Problem {
	if strings.TrimSpace(script) == "" || strings.HasPrefix(script, "\x1f\x8b") { // nothing, or compressed
		return nil
	}
	var out []Problem
	text, marked := strings.CutPrefix(script, "\ufeff")
	if marked {
		out = append(out, Problem{Reason: reasonBOM, Line: 1})
	}
	if before, _, found := strings.Cut(text, "\r\n"); found && !forWindows(text) {
		out = append(out, Problem{Reason: reasonCRLF, Line: strings.Count(before, "\n") + 1})
	}
	first, _, _ := strings.Cut(text, "\n")
	first = strings.TrimRight(first, "\r \t")
	switch {
	case strings.HasPrefix(first, "#cloud-config-archive"), strings.HasPrefix(first, "#cloud-config-jsonp"):
	case first == cloudConfig:
		out = append(out, checkYAML(text)...)
	case nearConfig(first, text):
		out = append(out, Problem{Reason: reasonMisspelt, Line: 1, Got: short(first)})
	case !slices.ContainsFunc(headers[:], func(h string) bool { return hasPrefixFold(first, h) }):
		out = append(out, Problem{Reason: reasonNoHeader, Line: 1, Got: short(first)})
	}
	return out
}

// CheckFor is [Check], and whether the image runs such a script; an image of which nothing is known does.
func CheckFor(script string, m *provider.Image) []Problem {
	out := Check(script)
	if strings.TrimSpace(script) == "" || m == nil {
		return out
	}
	switch m.OS {
	case provider.ESXi:
		out = append(out, Problem{Reason: reasonImage})
	case provider.Windows:
		if !forWindows(script) && !strings.HasPrefix(strings.TrimPrefix(script, "\ufeff"), cloudConfig) {
			out = append(out, Problem{Reason: reasonWindows, Line: 1})
		}
	case provider.Linux:
		if forWindows(script) {
			out = append(out, Problem{Reason: reasonWindows, Line: 1})
		}
	}
	return out
}

// forWindows reports whether the script is one of Windows.
func forWindows(script string) bool {
	text := strings.TrimPrefix(script, "\ufeff")
	return slices.ContainsFunc([]string{"#ps1", "<powershell>", "<script>", "rem cmd"}, func(h string) bool {
		return hasPrefixFold(text, h)
	})
}

func hasPrefixFold(text, start string) bool {
	return len(text) >= len(start) && strings.EqualFold(text[:len(start)], start)
}

// short is a line as far as it is of use in a sentence.
func short(line string) string {
	const most = 40
	if utf8.RuneCountInString(line) <= most {
		return line
	}
	return string([]rune(line)[:most]) + "…"
}

// nearConfig reports whether a first line is meant to be #cloud-config, or the text is YAML without one.
func nearConfig(first, text string) bool {
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(first))
	if strings.HasPrefix(first, "#") && provider.Nearest(letters, []string{"cloudconfig"}) != "" {
		return true
	}
	key, value, pair := strings.Cut(first, ":")
	return pair && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == "" && key != "" &&
		(value == "" || strings.HasPrefix(value, " ")) && len(checkYAML(text)) == 0
}

// most is the size up to which YAML is read: no vendor takes more.
const most = 1 << 20

// checkYAML reads text as the keys and values of a configuration.
func checkYAML(text string) []Problem {
	doc, problems := strict.Read([]byte(text), &strict.Key{Kind: strict.Map, Elem: &strict.Key{Kind: strict.Text}}, most)
	for _, p := range problems {
		switch {
		case p.Reason.Syntax():
			return []Problem{{Reason: reasonYAML, Line: p.Line, Why: string(p.Reason)}}
		case p.Reason == strict.ReasonType && p.Key == "":
			return []Problem{{Reason: reasonNoKeys}}
		}
	}
	if len(problems) == 0 && len(doc.Value) == 0 {
		return []Problem{{Reason: reasonNoKeys}}
	}
	return nil
}
