package cli

import (
	"cmp"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version, commit and date are set when a release is built.
var (
	version = "dev"
	commit  = ""
	date    = ""
)

// facts are what is known about this build.
type facts struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Date     string `json:"date"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

// buildFacts are what the release was told, and else what the compiler has written into the program.
func buildFacts() facts {
	f := facts{
		Schema: schema, Version: version, Commit: commit, Date: date, Go: runtime.Version(), OS: runtime.GOOS,
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
func (f facts) String() string {
	const shown = 12
	if f.Commit == "" {
		return f.Version
	}
	return f.Version + " (" + f.Commit[:min(shown, len(f.Commit))] + ")"
}

func newVersion(p Process, f *flags) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version and how it was built",
		Example: "metalwright version\nmetalwright version --json",
		Args:    words(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			v := buildFacts()
			if f.format().structured() {
				return f.format().print(p.Out, v)
			}
			return lines(p.Out, "metalwright "+v.String(), v.Go+" "+v.OS+"/"+v.Arch, v.Date)
		},
	}
}
