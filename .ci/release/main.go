// Command release reads the release file as goreleaser does: an unknown key or a value of a wrong type is an error. It
// also looks for the files that packages take from the repository. The workflow runs all of `goreleaser check`, which
// takes minutes to build.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
)

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// check reads the release file. The error is all that is wrong with it.
func check(file string) error {
	project, err := config.Load(file)
	if err != nil {
		return err
	}
	var sources []string
	for _, a := range project.Archives {
		for _, f := range a.Files {
			sources = append(sources, f.Source)
		}
	}
	for _, p := range project.NFPMs {
		for _, c := range p.Contents {
			sources = append(sources, c.Source)
		}
	}
	for _, d := range project.DockersV2 {
		sources = append(sources, d.Dockerfile)
	}
	var errs []error
	for _, s := range sources {
		if strings.HasPrefix(s, ".release/") { // made before the release
			continue
		}
		found, err := filepath.Glob(filepath.Join(filepath.Dir(file), s))
		if err == nil && len(found) == 0 {
			err = fmt.Errorf("%s: there is no file %s", file, s)
		}
		errs = append(errs, err)
	}
	if len(sources) == 0 {
		errs = append(errs, fmt.Errorf("%s packs no files", file))
	}
	return errors.Join(errs...)
}
