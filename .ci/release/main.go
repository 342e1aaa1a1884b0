// Command release reads the release file as goreleaser does: an unknown key or a value of a wrong type is an error. It
// also looks for the files that packages take from the repository. With a version, a program and a directory it writes
// the packages for this machine into the directory, as goreleaser would. The workflow runs all of `goreleaser check`,
// which takes minutes to build.
//
//	release FILE [VERSION PROGRAM DIRECTORY]
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
	err := errors.New("usage: release FILE [VERSION PROGRAM DIRECTORY]")
	switch len(os.Args) {
	case 2:
		_, err = check(os.Args[1])
	case 5:
		err = pack(os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// check reads the release file. The error is all that is wrong with it.
func check(file string) (config.Project, error) {
	project, err := config.Load(file)
	if err != nil {
		return project, err
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
		for _, o := range p.Overrides {
			sources = append(sources, o.Scripts.PostInstall, o.Scripts.PreRemove, o.Scripts.PostRemove)
		}
	}
	for _, d := range project.DockersV2 {
		sources = append(sources, d.Dockerfile)
	}
	var errs []error
	for _, s := range sources {
		if s == "" || strings.HasPrefix(s, ".release/") { // made before the release
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
	return project, errors.Join(errs...)
}
