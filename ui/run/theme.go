package run

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/state/themefile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/theme"
)

// scheme returns the colours that v names: the program's own, or those of a file beside the configuration, whose path
// may come from configFlag. Sessions read no file of the server.
func scheme(p Process, v config.Value, file *config.File, configFlag string) (theme.Scheme, error) {
	if own, known := theme.Named(v.Text); known {
		return own, nil
	}
	place := v.Source
	if place == "" {
		place = "--theme"
	}
	if p.Session != nil || !themefile.ValidName(v.Text) {
		return theme.Scheme{}, NotOneOf(place, v.Text, theme.Names())
	}
	path, err := config.ThemeFile(file, configFlag, p.Lookup, p.Home, v.Text)
	if err == nil && path != "" {
		path, err = p.within(path)
	}
	if err != nil {
		return theme.Scheme{}, report.Exit(report.ExitUsage, err)
	}
	data, _, err := textfile.Read(path, themefile.MaxSize)
	switch {
	case path == "" || errors.Is(err, fs.ErrNotExist):
		return theme.Scheme{}, NotOneOf(place, v.Text, slices.Concat(theme.Names(), themesIn(filepath.Dir(path))))
	case err != nil:
		return theme.Scheme{}, report.UsageError("cli.at", "Place", place, "Why", err)
	}
	own, err := themefile.Decode(data, path)
	if err != nil {
		return theme.Scheme{}, report.Exit(report.ExitUsage, err)
	}
	return theme.FromFile(own), nil
}

// themesIn are the names of the themes in a directory, which need not be there.
func themesIn(dir string) []string {
	paths, _ := textfile.Matching(dir, "*.yaml") // they are only suggested
	var names []string
	for _, path := range paths {
		if name := strings.TrimSuffix(filepath.Base(path), ".yaml"); themefile.ValidName(name) {
			names = append(names, name)
		}
	}
	return names
}
