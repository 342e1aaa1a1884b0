package config

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"github.com/metalwright/metalwright/state/internal/pattern"
)

var (
	// unexpanded is what a shell, systemd, a template or Windows would have replaced: $HOME, ${X}, $(pwd), %h/,
	// %APPDATA%, {{ x }}.
	unexpanded = pattern.Lazy(`\$[A-Za-z_{(]|^%[A-Za-z](/|$)|%[A-Za-z_][A-Za-z0-9_]*%|\{\{|\}\}`)
	// schemed is a URL, or the words that say where a secret is.
	schemed = pattern.Lazy(`^(?i:file|env):|://`)
	// colon is a scheme without its slashes, or a host with its port.
	colon = pattern.Lazy(`^[A-Za-z0-9.+-]{2,}:`)
	// server is the scheme of a PostgreSQL server, which may be written in any case (RFC 3986, 3.1).
	server = pattern.Lazy(`^(?i:postgres|postgresql)://`)
)

// ExpandPath returns text with a leading ~/ as a path below home, or the reason why text is certainly not a path: then
// something else was meant, and a file of that name would only be found by accident.
func ExpandPath(text, home string) (string, Reason) {
	if text == "~" || strings.HasPrefix(text, "~/") {
		if home == "" {
			return "", ReasonPathHome
		}
		text = home + text[1:]
	}
	return text, pathFault(text)
}

func pathFault(text string) Reason {
	const quotes = "\"'`“”‘’«»"
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		return ReasonPathControl
	case strings.TrimSpace(text) != text:
		return ReasonPathBlank
	case strings.Trim(text, quotes) != text:
		return ReasonPathQuotes
	case unexpanded().MatchString(text):
		return ReasonPathVariable
	case schemed().MatchString(text):
		return ReasonPathScheme
	case strings.HasPrefix(text, "~"):
		return ReasonPathTilde
	}
	return ""
}

// FilePath is the path that v names, or [ReasonNoState] and the reasons of [ExpandPath]. A relative path is below cwd;
// in a configuration file, which is the same wherever the program is started, and in the variables of the XDG Base
// Directory Specification, it is refused.
func FilePath(v Value, cwd, home string) (string, error) {
	path, reason := ExpandPath(v.Text, home)
	if reason != "" {
		return "", v.fault(reason, v.Text)
	}
	switch {
	case filepath.IsAbs(path):
		return filepath.Clean(path), nil
	case v.Origin == OriginFile, v.Origin == OriginProfile, v.Origin == OriginDefault:
		return "", v.fault(ReasonPathRelative, v.Text)
	}
	return filepath.Join(cwd, path), nil
}

// Journal is where v keeps the journal: the absolute path of a directory, or the URL of a PostgreSQL server. The other
// one is "". Text that is certainly neither is refused: a directory of that name would be a journal that no other run
// finds.
func Journal(v Value, cwd, home string) (dir, url string, err error) {
	switch {
	case v.Text == "":
		return "", "", v.fault(ReasonNoState, "")
	case server().MatchString(v.Text):
		url, err = serverURL(v)
		return "", url, err
	}
	if _, reason := ExpandPath(v.Text, home); reason != "" {
		return "", "", v.fault(reason, v.Text)
	}
	if !plainPath(v.Text) {
		switch {
		case strings.Contains(v.Text, "="):
			return "", "", v.fault(ReasonStateKeywords, v.Text)
		case colon().MatchString(v.Text), strings.Contains(v.Text, "@"):
			return "", "", v.fault(ReasonStateAddress, v.Text)
		}
	}
	dir, err = FilePath(v, cwd, home)
	return dir, "", err
}

// plainPath reports whether text is written so that it can only be a path.
func plainPath(text string) bool {
	if filepath.IsAbs(text) || strings.HasPrefix(text, "~/") {
		return runtime.GOOS == "windows" || !strings.HasPrefix(text, "//") || !strings.Contains(text, "@")
	}
	first, _, _ := strings.Cut(filepath.ToSlash(text), "/")
	return first == "." || first == ".."
}

// serverURL is v as the URL of a server, its scheme in lower case. A password may have any sign.
func serverURL(v Value) (string, error) {
	scheme, rest, _ := strings.Cut(v.Text, "://")
	text := strings.ToLower(scheme) + "://" + rest
	reason := pathFault(rest)
	if reason == ReasonPathControl || reason == ReasonPathBlank || reason == ReasonPathQuotes {
		return "", v.fault(reason, v.Text)
	}
	shown, err := url.PathUnescape(hidePassword(text))
	if err != nil {
		shown = text
	}
	if _, shown, _ = strings.Cut(shown, "://"); unexpanded().MatchString(shown) {
		return "", v.fault(ReasonPathVariable, v.Text)
	}
	return text, nil
}
