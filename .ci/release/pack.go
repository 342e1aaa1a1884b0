package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/apk" // the formats of packages
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// pack writes the packages of the release file, of a version and with the program, into dir: metalwright.deb and so on.
func pack(file, version, program, dir string) error {
	project, err := check(file)
	if err != nil {
		return err
	}
	if program, err = filepath.Abs(program); err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := os.Chdir(filepath.Dir(file)); err != nil { // sources are below it
		return err
	}
	for _, p := range project.NFPMs {
		for _, format := range p.Formats {
			if err := write(info(project.ProjectName, p, format, version, program), format, dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// info is what a package of the format says and contains.
func info(name string, p config.NFPM, format, version, program string) *nfpm.Info {
	scripts := p.Overrides[format].Scripts
	contents := files.Contents{{
		Source: program, Destination: "/usr/bin/" + name, FileInfo: &files.ContentFileInfo{Mode: 0o755},
	}}
	for _, c := range p.Contents {
		contents = append(contents, &files.Content{
			Source: c.Source, Destination: c.Destination, Type: c.Type, Packager: c.Packager,
			FileInfo: &files.ContentFileInfo{Mode: c.FileInfo.Mode},
		})
	}
	return nfpm.WithDefaults(&nfpm.Info{
		Name: name, Arch: runtime.GOARCH, Platform: "linux", Version: version, Section: p.Section, Priority: p.Priority,
		Maintainer: p.Maintainer, Description: p.Description, Vendor: p.Vendor, Homepage: p.Homepage, License: p.License,
		MTime: time.Unix(0, 0),
		Overridables: nfpm.Overridables{
			Depends: p.Dependencies, Recommends: p.Recommends, Suggests: p.Suggests, Conflicts: p.Conflicts,
			Contents: contents, Scripts: nfpm.Scripts{
				PreInstall: scripts.PreInstall, PostInstall: scripts.PostInstall,
				PreRemove: scripts.PreRemove, PostRemove: scripts.PostRemove,
			},
		},
	})
}

// write writes the package into dir.
func write(p *nfpm.Info, format, dir string) error {
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	if err := nfpm.PrepareForPackager(p, format); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, p.Name+"."+format))
	if err != nil {
		return err
	}
	return errors.Join(packager.Package(p, f), f.Close())
}
