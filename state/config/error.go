package config

import "strings"

// Reason says what is wrong with a setting. The message catalogue has its sentence below "config.".
type Reason string

// The reasons.
const (
	ReasonClash      Reason = "clash"      // two complete credentials name different keys: Names are their variables
	ReasonIncomplete Reason = "incomplete" // a credential lacks its other half: Names are the missing variables
	ReasonNoKey      Reason = "no_key"     // no credential anywhere: Names are the variables that would be read
	ReasonFormat     Reason = "format"     // Text is not PRODUCT=URL
	ReasonProduct    Reason = "product"    // Text names a product that does not exist
	ReasonURL        Reason = "url"        // Text is not a URL of just scheme, host and port
	ReasonInsecure   Reason = "insecure"   // Text is http:// beyond this machine
	ReasonNoState    Reason = "no_state"   // there is no home directory, and none was named
	ReasonBool       Reason = "bool"       // Text is neither true nor false
)

// Error is a setting that cannot be used.
type Error struct {
	Reason Reason
	Names  []string // variables or flags that are concerned; never their values
	Text   string   // what was given, "" for credentials
}

// Error is for logs.
func (e *Error) Error() string {
	s := "setting: " + string(e.Reason)
	if len(e.Names) > 0 {
		s += ": " + strings.Join(e.Names, ", ")
	}
	if e.Text != "" {
		s += ": " + e.Text
	}
	return s
}
