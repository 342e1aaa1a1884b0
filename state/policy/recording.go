package policy

import "slices"

// Recording says whose sessions on a server are recorded, and where to. The zero value records nobody.
type Recording struct {
	Roles     []Role // of those who are recorded; empty: of nobody
	Directory string // an absolute path; "": recordings, in the directory of the journal
	Addresses bool   // IP addresses are masked, too; secrets always are
	Version   int    // of the asciicasts: 2 or 3; 0 is 2
}

// Of reports whether the sessions of a person are recorded.
func (r Recording) Of(p Person) bool {
	return slices.ContainsFunc(p.Roles, func(x Role) bool { return slices.Contains(r.Roles, x) })
}
