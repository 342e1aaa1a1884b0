package term

import "strings"

// ColorEnv is env as the library reads it: to the library NO_COLOR is a truth value, while any value that is not empty
// counts (no-color.org). The terminals of DEC, which the library takes for those of 16 colours, have none.
func ColorEnv(env []string) []string {
	asked, mono := false, false
	for _, e := range env { // the last one counts
		if text, ok := strings.CutPrefix(e, "NO_COLOR="); ok {
			asked = text != ""
		}
		if text, ok := strings.CutPrefix(e, "TERM="); ok {
			mono = strings.HasPrefix(text, "vt")
		}
	}
	if !asked && !mono {
		return env
	}
	return append(append([]string{}, env...), "NO_COLOR=1")
}
