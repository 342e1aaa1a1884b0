package run

import (
	"cmp"
	"runtime"
	"runtime/debug"

	"github.com/metalwright/metalwright/ui/report"
)

// Version, commit and date are set when a release is built.
var (
	Version = "dev"
	commit  = ""
	date    = ""
)

// BuildInfo are what is known about this build.
type BuildInfo struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Date     string `json:"date"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

// Build are what the release has set, and else what the compiler has written into the program.
func Build() BuildInfo {
	f := BuildInfo{
		Schema: report.Schema, Version: Version, Commit: commit, Date: date, Go: runtime.Version(), OS: runtime.GOOS,
		Arch: runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return f
	}
	if f.Version == "dev" && info.Main.Version != "" && info.Main.Version != "(devel)" {
		f.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			f.Commit = cmp.Or(f.Commit, s.Value)
		case "vcs.time":
			f.Date = cmp.Or(f.Date, s.Value)
		case "vcs.modified":
			f.Modified = s.Value == "true"
		}
	}
	return f
}

// String is the version and the start of its commit.
func (f BuildInfo) String() string {
	const shown = 12
	if f.Commit == "" {
		return f.Version
	}
	return f.Version + " (" + f.Commit[:min(shown, len(f.Commit))] + ")"
}
