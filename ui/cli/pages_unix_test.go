//go:build unix

package cli_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/metalwright/metalwright/provider/programtest"
)

const top = "../.."

// page is a file that shows how to use the program.
type page struct {
	path, text string
	blocks     []block
}

// block is what is between fences, without what indents it.
type block struct{ lang, name, text string }

// pages are the README, the Chinese one, and the pages that they link to.
func pages(t *testing.T) []page {
	t.Helper()
	paths, err := filepath.Glob(top + "/.github/docs/*.md")
	if err != nil || len(paths) < 8 {
		t.Fatalf("there are %d pages, %v", len(paths), err)
	}
	var all []page
	for _, path := range append(paths, top+"/README.md", top+"/.github/README.zh-CN.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p := page{path: path, text: string(text)}
		for _, m := range fence.FindAllStringSubmatch(p.text, -1) {
			lines := strings.Split(m[4], "\n")
			for i := range lines {
				lines[i] = strings.TrimPrefix(lines[i], m[1])
			}
			p.blocks = append(p.blocks, block{lang: m[2], name: m[3], text: strings.Join(lines, "\n")})
		}
		all = append(all, p)
	}
	return all
}

// fence is a block: what indents it, its language, the name of its file, and its text.
var fence = regexp.MustCompile("(?ms)^( *)```(\\S*) ?(\\S*)\n(.*?)^ *```$")

// TestPages runs the commands that the README and the pages beside it show, in the order of a page and with the files
// that it shows. What cannot be run here, because it needs a terminal, a host or a package manager, is a block
// "console": of that, and of what is in the text, the commands and flags have to be there.
func TestPages(t *testing.T) {
	t.Parallel()
	sh := programtest.Path(t, "sh")
	for _, p := range pages(t) {
		t.Run(filepath.Base(p.path), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			bin := filepath.Join(dir, "bin")
			if err := os.MkdirAll(bin, 0o700); err != nil {
				t.Fatal(err)
			}
			// Simulated machines come up at once, and a real one cannot be meant.
			wrapper := fmt.Sprintf("#!%s\nexec %q --speed 5000 \"$@\"\n", sh, Runtime)
			if err := os.WriteFile(filepath.Join(bin, "metalwright"), []byte(wrapper), 0o700); err != nil {
				t.Fatal(err)
			}
			for _, b := range p.blocks {
				if b.lang == "yaml" {
					save(t, filepath.Join(dir, b.name), b.text)
				}
			}
			for _, b := range p.blocks {
				switch b.lang {
				case "sh":
					runBlock(t, sh, dir, b.text)
				case "yaml":
				case "console":
					for line := range strings.Lines(strings.ReplaceAll(b.text, "\\\n", " ")) {
						known(t, strings.TrimSpace(line))
					}
				default:
					t.Errorf("%s has a block of the language %q:\n%s", p.path, b.lang, b.text)
				}
			}
			for _, m := range inline.FindAllStringSubmatch(fence.ReplaceAllString(p.text, ""), -1) {
				known(t, strings.ReplaceAll(m[1], `\|`, "|"))
			}
		})
	}
}

// inline is a command within text.
var inline = regexp.MustCompile("`((?:metalwright|ssh|go test) [^`]+)`")

// runBlock runs a block as a shell would, from a home directory where nothing is.
func runBlock(t *testing.T, sh, dir, text string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), sh, "-eu", "-c", text)
	cmd.Dir = dir
	cmd.Env = []string{
		"HOME=" + dir, "PATH=" + filepath.Join(dir, "bin") + ":/usr/bin:/bin", "GORACE=" + os.Getenv("GORACE"), "TERM=xterm",
		"PROD_ID=a", "PROD_SECRET=b",
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s\n%s", err, text, out)
	}
}

// known wants the command and the flags of a line to be there.
func known(t *testing.T, line string) {
	t.Helper()
	words := strings.Fields(line)
	if end := slices.IndexFunc(words, func(w string) bool { return strings.ContainsAny(w[:1], "#<>|&…") }); end >= 0 {
		words = words[:end]
	}
	if len(words) == 0 {
		return
	}
	switch words[0] {
	case "metalwright":
		words = words[1:]
	case "ssh": // the host runs the rest
		at := slices.IndexFunc(words, func(w string) bool { return strings.Contains(w, "host") || w == "HOST" })
		if at < 0 {
			t.Errorf("%q names no host", line)
			return
		}
		words = slices.DeleteFunc(words[at+1:], func(w string) bool { return w == "--" })
	case "go":
		knownTest(t, words)
		return
	case "sudo", "export":
		return
	default:
		t.Errorf("%q is a command that nobody tries", line)
		return
	}
	if _, errs, code := says(t, nil, append(words, "--help")...); code != 0 {
		t.Errorf("%q: %s", line, errs)
	}
}

// knownTest wants the tests, and the package, of `go test PACKAGE -run NAME` to be there.
func knownTest(t *testing.T, words []string) {
	t.Helper()
	at := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "./") })
	if at < 0 || strings.HasSuffix(words[at], "...") {
		return
	}
	files, err := filepath.Glob(filepath.Join(top, words[at], "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Errorf("%q: the package has no tests", words)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for i, w := range words[:len(words)-1] {
		name, _, _ := strings.Cut(strings.Trim(words[i+1], "'^$"), "/")
		if (w == "-run" || w == "-fuzz") && name != "" && !strings.Contains(all.String(), "\nfunc "+name) {
			t.Errorf("%q: there is no %s", words, name)
		}
	}
}

// TestPageLinks wants what pages link to in the repository to be there.
func TestPageLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#\s]*)(?:#([^)\s]*))?\)`)
	heading := regexp.MustCompile(`(?m)^#+ (.*)$`)
	drop := regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	for _, p := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(p.text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to := p.path
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(p.path), filepath.FromSlash(m[1]))
			}
			text, err := os.ReadFile(to)
			if err != nil {
				t.Errorf("%s links to %s: %v", p.path, m[1], err)
				continue
			}
			var anchors []string
			for _, h := range heading.FindAllStringSubmatch(string(text), -1) {
				anchors = append(anchors, strings.ReplaceAll(drop.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
			}
			if m[2] != "" && !slices.Contains(anchors, m[2]) {
				t.Errorf("%s links to #%s of %s, which has %q", p.path, m[2], to, anchors)
			}
		}
	}
}

// TestWorkflows wants every action pinned by commit, with its version beside it, and no more permissions than reading
// where a job does not name them.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(top + "/.github/workflows/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are the workflows %q, %v", files, err)
	}
	uses := regexp.MustCompile(`(?m)uses: (.*)$`)
	pinned := regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range uses.FindAllStringSubmatch(string(text), -1) {
			if !pinned.MatchString(m[1]) {
				t.Errorf("%s: %s is not pinned by commit", file, m[1])
			}
		}
		if !strings.Contains(string(text), "\npermissions: {contents: read}\n") {
			t.Errorf("%s gives jobs more than reading", file)
		}
	}
}

// TestInstallNames compares how the README installs the program with what a release makes.
func TestInstallNames(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(top + "/.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		Repository struct{ Owner, Name string }
	}
	var release struct {
		Project string  `yaml:"project_name"`
		Casks   []place `yaml:"homebrew_casks"`
		Scoops  []place
		Images  []struct{ Images []string } `yaml:"dockers_v2"`
		NFPMs   []struct{ Formats []string }
	}
	if err := yaml.Unmarshal(text, &release); err != nil {
		t.Fatal(err)
	}
	cask, scoop := release.Casks[0].Repository, release.Scoops[0].Repository
	want := []string{
		"`brew install --cask " + cask.Owner + "/" + strings.TrimPrefix(cask.Name, "homebrew-") + "/" + release.Project + "`",
		"`scoop bucket add " + release.Project + " https://github.com/" + scoop.Owner + "/" + scoop.Name + "`",
		" " + release.Images[0].Images[0] + "`",
	}
	for _, format := range release.NFPMs[0].Formats {
		want = append(want, "_linux_amd64."+format+"`")
	}
	readme, err := os.ReadFile(top + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(readme), w) {
			t.Errorf("the README does not say %s", w)
		}
	}
}

// TestRights compares the actions that a key needs, as the page of accounts has them, with those in the code.
func TestRights(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(top + "/.github/docs/accounts.md")
	if err != nil {
		t.Fatal(err)
	}
	action := regexp.MustCompile(`"((?:Describe|Inquiry|Create|Apply|Terminate|Release|Delete)[A-Z][A-Za-z]+)"`)
	shown := regexp.MustCompile("`([A-Z][A-Za-z]+)`")
	listed, shared := map[string]bool{}, map[string]bool{}
	for id, dirs := range map[string][2]string{
		"zenlayer-bmc": {"zenlayer/bmc", "zenlayer/internal"}, "zenlayer-vm": {"zenlayer/vm", "zenlayer/internal"},
		"tencent-edgezone": {"tencent/edgezone", "tencent/internal"},
	} {
		_, row, _ := strings.Cut(string(page), "\n| `"+id+"` |")
		row, _, _ = strings.Cut(row, "\n")
		own, beside := actions(t, action, dirs[0]), actions(t, action, dirs[1])
		for _, m := range shown.FindAllStringSubmatch(row, -1) {
			if !own[m[1]] && !beside[m[1]] {
				t.Errorf("%s needs no right to %s", id, m[1])
			}
			delete(own, m[1])
			listed[m[1]] = true
		}
		for a := range own {
			t.Errorf("%s needs the right to %s, which its row lacks", id, a)
		}
		for a := range beside {
			shared[a] = true
		}
	}
	for a := range shared {
		if !listed[a] {
			t.Errorf("no product lists the right to %s", a)
		}
	}
}

// actions are those that the code below a folder of provider names.
func actions(t *testing.T, action *regexp.Regexp, dir string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(top+"/provider/"+dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range action.FindAllStringSubmatch(string(text), -1) {
			found[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestReadmeKeys presses the keys that both READMEs list: each does what they say.
func TestReadmeKeys(t *testing.T) {
	t.Parallel()
	does := map[string]func(d *wizardTest){
		"enter": func(d *wizardTest) { d.walk("zone"); d.Press("enter"); d.on("type") },
		"esc":   func(d *wizardTest) { d.walk("type"); d.Press("esc"); d.on("zone") },
		"/":     func(d *wizardTest) { d.walk("zone"); d.Press("/", "FRA-A"); d.WaitFor("1 of ") },
		"0": func(d *wizardTest) {
			d.walk("type")
			d.Press("1", "0")
			d.walk("naming")
			d.WaitFor("Names of the 10 machines")
		},
		"ctrl+g": func(d *wizardTest) {
			d.walk("billing")
			d.Press("ctrl+g")
			d.on("review")
		},
		"s": func(d *wizardTest) { d.walk("review"); d.Press("s"); d.WaitFor("Save as an order file") },
		"y": func(d *wizardTest) {
			d.walk("review")
			d.place()
			d.Until("the purchase", func() bool { return len(d.ledger().Purchases) == 1 })
		},
		"?":      func(d *wizardTest) { d.walk("zone"); d.Press("?"); d.WaitFor("Keys") },
		"ctrl+c": func(d *wizardTest) { d.walk("zone"); d.Press("ctrl+c"); d.WaitFor("Press ctrl+c again to quit") },
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)`(?: (?:to|至) `9`)? \\|")
	for _, path := range []string{top + "/README.md", top + "/.github/README.zh-CN.md"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range row.FindAllStringSubmatch(string(text), -1) {
			if does[m[1]] != nil {
				keys = append(keys, m[1])
			}
		}
		if len(keys) != len(does) {
			t.Errorf("%s lists the keys %q, want all %d", path, keys, len(does))
		}
	}
	for key, do := range does {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			do(sit(t, usual()))
		})
	}
}
