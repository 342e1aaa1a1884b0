package bmc

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// drives are the letters that Windows may use, in the order in which they have to come.
const drives = "CDEFGH"

// checkMounts applies the rules of Linux: paths are absolute and unique, "/" is there and comes first, file systems
// are ext.
func checkMounts(parts []provider.Partition) *provider.Error {
	const f = provider.FieldPartitions
	seen := map[string]bool{}
	for _, p := range parts {
		switch {
		case !mountPoint(p.Path):
			return rules.Words(f, provider.RuleFormat, "/", "/var")
		case seen[p.Path]:
			return rules.Words(f, provider.RuleDuplicate, p.Path)
		case !slices.Contains([]string{"ext2", "ext3", "ext4"}, strings.ToLower(p.FS)):
			return rules.Words(f, provider.RuleOneOf, "ext2", "ext3", "ext4")
		}
		seen[p.Path] = true
	}
	switch {
	case !seen["/"]:
		return rules.Words(f, provider.RuleNeeds, "/")
	case parts[0].Path != "/":
		return rules.Words(f, provider.RuleOrder, "/")
	}
	return nil
}

func mountPoint(path string) bool {
	if path == "/" {
		return true
	}
	if !strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/") {
		return false
	}
	for name := range strings.SplitSeq(path[1:], "/") {
		plain := strings.IndexFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }) < 0
		if name == "" || name == "." || name == ".." || !plain {
			return false
		}
	}
	return true
}

// checkDrives applies the rules of Windows: letters C to H in the order of the alphabet without a gap, C first, NTFS.
func checkDrives(parts []provider.Partition) *provider.Error {
	const f = provider.FieldPartitions
	seen := map[string]bool{}
	var letters []string
	for _, p := range parts {
		letter := strings.ToUpper(p.Path)
		switch {
		case len(letter) != 1 || !strings.Contains(drives, letter):
			return rules.Words(f, provider.RuleFormat, "C", "D")
		case seen[letter]:
			return rules.Words(f, provider.RuleDuplicate, letter)
		case !strings.EqualFold(p.FS, "NTFS"):
			return rules.Words(f, provider.RuleOneOf, "NTFS")
		}
		seen[letter] = true
		letters = append(letters, letter)
	}
	switch {
	case !seen["C"]:
		return rules.Words(f, provider.RuleNeeds, "C")
	case strings.Join(letters, "") != drives[:len(letters)]:
		return rules.Words(f, provider.RuleOrder, strings.Split(drives[:len(letters)], "")...)
	}
	return nil
}
