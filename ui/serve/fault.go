package serve

import (
	"fmt"
	"strings"
)

// FaultReason says what is wrong with a line of a file of keys; the words for it are the caller's.
type FaultReason string

// The reasons.
const (
	faultKey         FaultReason = "key"         // no public key
	faultCertificate FaultReason = "certificate" // a certificate among keys
	faultOption      FaultReason = "option"      // the option Got is not known, and what it demands would not be done
	faultTwice       FaultReason = "twice"       // the option Got is there twice
	faultAuthority   FaultReason = "authority"   // an authority with the option Got: it takes none
	faultUser        FaultReason = "user"        // Got is no user's name: the key is nobody's
	faultNetwork     FaultReason = "network"     // Got is neither an address nor a network
	faultForm        FaultReason = "form"        // Got does not look like a moment
	faultMoment      FaultReason = "moment"      // Got looks like a moment and is none
)

// Fault is a line that is not understood.
type Fault struct {
	File   string
	Line   int // counted from 1; 0 for the whole file
	Reason FaultReason
	Got    string // as it is there
}

// Error is for logs.
func (f *Fault) Error() string {
	s := f.File
	if f.Line > 0 {
		s += fmt.Sprintf(":%d", f.Line)
	}
	s += ": " + string(f.Reason)
	if f.Got != "" {
		s += fmt.Sprintf(": %q", f.Got)
	}
	return s
}

// FaultsError is everything that is wrong with the files of keys; it has one fault at least.
type FaultsError struct {
	Faults []Fault
}

// Error is for logs.
func (e *FaultsError) Error() string {
	lines := make([]string, len(e.Faults))
	for i := range e.Faults {
		lines[i] = e.Faults[i].Error()
	}
	return strings.Join(lines, "\n")
}

// NobodyError says that the files let nobody in.
type NobodyError struct {
	File string // the file that could have; "" when none was named
}

// Error is for logs.
func (e *NobodyError) Error() string { return "access: nobody: " + e.File }
