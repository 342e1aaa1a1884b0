package textfile

import (
	"os"
	"path/filepath"
)

// Matching returns the paths of the files in dir whose names match the pattern of [filepath.Match], in the order of
// their names. Unlike with [filepath.Glob], dir itself is no pattern: it may have any characters. A directory that
// does not exist has no files; one that cannot be read is an error, as is a malformed pattern.
func Matching(dir, pattern string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		ok, err := filepath.Match(pattern, e.Name())
		if err != nil {
			return nil, err
		}
		if ok {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, nil
}
