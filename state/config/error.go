package config

import "strings"

// Reason says why a setting is wrong. The message catalogue has its sentence below "config.".
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
	ReasonNoState    Reason = "no_state"   // there is no home directory, and no path was named
	reasonBool       Reason = "bool"       // Text is neither true nor false
	ReasonPassword   Reason = "password"   // a password in the flag Names: everybody can read the arguments of a process

	ReasonSource  Reason = "source"   // Text is no source of credentials that the product has
	ReasonProfile Reason = "profile"  // there is no profile Text
	ReasonMode    Reason = "mode"     // others may read the file Names: Text is its mode
	ReasonFile    Reason = "file"     // the file Names cannot be read: Err
	ReasonContent Reason = "content"  // the file Names is not what the vendor's tool writes
	ReasonEntry   Reason = "entry"    // the file or keyring Names has no entry Text
	ReasonExpired Reason = "expired"  // the credential in Names expired at Text; the vendor's tool makes a new one
	ReasonKeyless Reason = "keyless"  // the entry in Names has no key of its own but a Text: token, role
	ReasonShadow  Reason = "shadowed" // the credentials in Names are not used, because another place comes first
	ReasonKeyring Reason = "keyring"  // the keyring cannot be asked: Err

	ReasonAbsent       Reason = "absent"        // the file or the variables Names are not there, and By names them
	ReasonEntryEmpty   Reason = "entry_empty"   // the entry Names has no key at all
	ReasonNoProduct    Reason = "no_product"    // the profile Text names credentials of no product
	ReasonKeySigns     Reason = "key_signs"     // Names has a blank, line end, quote or letter beyond ASCII
	ReasonOtherJournal Reason = "other_journal" // profile Text keeps its orders elsewhere, by the settings Names
	ReasonConflict     Reason = "conflict"      // profiles Text and By have one account by two names, or one name of two
	ReasonNoHome       Reason = "home"          // the home directory Text is no absolute path

	ReasonPathHome     Reason = "path_home"     // Text begins with ~/, and there is no home directory
	ReasonPathTilde    Reason = "path_tilde"    // Text begins with another user's ~
	ReasonPathBlank    Reason = "path_blank"    // a blank at an end of Text
	ReasonPathQuotes   Reason = "path_quotes"   // a quote at an end of Text
	ReasonPathControl  Reason = "path_control"  // a line end, or another invisible character, in Text
	ReasonPathVariable Reason = "path_variable" // Text holds what should have been replaced: $HOME, %h, {{ x }}
	ReasonPathScheme   Reason = "path_scheme"   // Text is a URL, env:NAME or file:PATH
	ReasonPathRelative Reason = "path_relative" // Text is a relative path, which differs in every directory

	ReasonStateKeywords Reason = "state_keywords" // Text is keywords of a database, or a path that looks like them
	ReasonStateAddress  Reason = "state_address"  // Text is a server's address without a scheme, or looks like one
)

// Error is a setting that cannot be used.
type Error struct {
	Reason Reason
	Names  []string // variables or flags that are concerned; never their values
	Text   string   // what was given, "" for credentials
	By     string   // the variable, file or profile that names the missing thing; "" when Names says it
	Known  []string // the entries that there are
	Err    error    // the cause; nil when it has none
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Error is for logs.
func (e *Error) Error() string {
	s := "setting: " + string(e.Reason)
	if len(e.Names) > 0 {
		s += ": " + strings.Join(e.Names, ", ")
	}
	if e.Text != "" {
		s += ": " + e.Text
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}
