// Command licences reads modules, a line each as "path version directory", and finds those whose licence the program
// may not be shipped with, and those whose licence is not recognised. It prints how many modules have which licence,
// and ends with 1 when it found one of either kind, or no module at all. With -texts it prints the texts themselves,
// as packages contain them.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences, by their SPDX names, of what may be linked into a program under the MIT licence. MPL-2.0
// wants changes of its files to be published; none are changed.
var allowed = []string{
	"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "Unicode-DFS-2016",
	"Unlicense",
}

// read are the files that were read by a person, because too much of them is in nobody's words but their own, with what
// they say.
var read = map[string]string{
	"modernc.org/libc/LICENSE-3RD-PARTY.md":   "Go (BSD), musl, go-netdb and nixpkgs (MIT), parts of musl under BSD",
	"modernc.org/memory/LICENSE-LOGO":         "where the picture of the project is from; it is not linked",
	"modernc.org/sqlite/LICENSE-3RD-PARTY.md": "MIT, BSD and public domain; MPL-2.0 for what is not compiled",
	"modernc.org/sqlite/LICENSE-SQLITE":       "the public domain",
}

// known is the least percentage of a licence file that has to be recognised. The rest is who holds the copyright.
const known = 75

func main() {
	count := map[string]int{}
	failed := false
	texts := len(os.Args) > 1 && os.Args[1] == "-texts"
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		f := strings.Fields(s.Text())
		if len(f) != 3 {
			continue
		}
		ids, err := licences(f[0], f[2])
		if err != nil {
			fmt.Fprintf(os.Stderr, "licences: %s %s: %v\n", f[0], f[1], err)
			failed = true
		}
		for _, id := range ids {
			count[id]++
		}
		if texts {
			if err := write(os.Stdout, f[0]+" "+f[1], f[2]); err != nil {
				fmt.Fprintf(os.Stderr, "licences: %s: %v\n", f[0], err)
				failed = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(count)) {
		if texts {
			break
		}
		fmt.Printf("licences: %3d %s\n", count[id], id)
	}
	if len(count) == 0 {
		fmt.Fprintln(os.Stderr, "licences: no modules to look at")
	}
	if failed || len(count) == 0 {
		os.Exit(1)
	}
}

// licences returns the SPDX names of the licences of the module, whose files are in dir. The error is that it has no
// licence file, or one that is not recognised or not allowed.
func licences(module, dir string) ([]string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, file := range files {
		if _, done := read[module+"/"+file.Name()]; done || file.IsDir() || !isLicence(file.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			return nil, err
		}
		cover := licensecheck.Scan(text)
		if cover.Percent < known {
			return nil, fmt.Errorf("%s: %.0f%% of it is recognised, want %d%%", file.Name(), cover.Percent, known)
		}
		for _, m := range cover.Match {
			if !slices.Contains(allowed, m.ID) {
				return nil, fmt.Errorf("%s: %s is not allowed", file.Name(), m.ID)
			}
			if !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil, errors.New("there is no licence file")
	}
	return ids, nil
}

// write writes every licence and notice of the module, which is in dir, below its name. Licences of files that are not
// Go's are among them.
func write(to io.Writer, module, dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.IsDir() || !isLicence(file.Name()) && !strings.HasPrefix(strings.ToUpper(file.Name()), "NOTICE") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			return err
		}
		rule := strings.Repeat("=", 80)
		_, err = fmt.Fprintf(to, "%s\n%s: %s\n%s\n\n%s\n\n", rule, module, file.Name(), rule, bytes.TrimSpace(text))
		if err != nil {
			return err
		}
	}
	return nil
}

// isLicence reports whether a file of the name holds a licence.
func isLicence(name string) bool {
	name = strings.ToUpper(name)
	return slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "UNLICENSE"}, func(begin string) bool {
		return strings.HasPrefix(name, begin)
	}) && !strings.HasSuffix(name, ".GO")
}
