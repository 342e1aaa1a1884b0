package config

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/state/internal/strict"
)

// Action is what a key does on screens. The file may give it another key.
type Action struct {
	Name string // in the file: "page_up"
	Key  string // the usual one: "pgup"
	doc  string
}

// Actions are all that can have another key. Other keys mean something on a single screen, which says so.
func Actions() []Action {
	return []Action{
		{"help", "?", "Explain the screen"},
		{"back", "esc", "Go back"},
		{"leave", "ctrl+c", "Quit; twice"},
		{"language", "f2", "Switch the language"},
		{"mouse", "f3", "Switch the mouse on or off"},
		{"orders", "ctrl+o", "Show the orders"},
		{"next", "enter", "Continue"},
		{"finish", "ctrl+g", "Go to the review"},
		{"up", "up", "Move up"},
		{"down", "down", "Move down"},
		{"page_up", "pgup", "Move up a page"},
		{"page_down", "pgdown", "Move down a page"},
		{"first", "home", "Move to the first"},
		{"last", "end", "Move to the last"},
		{"filter", "/", "Filter a list"},
		{"sort", "s", "Sort a list"},
		{"retry", "ctrl+r", "Try again"},
	}
}

// keysKey is the key of the file under which actions get their keys.
func keysKey() strict.Key {
	k := strict.Key{
		Name: "keys", Doc: "Keys instead of the default ones: f4 to f12, or others that no screen uses",
		Kind: strict.Map,
	}
	for _, a := range Actions() {
		k.Keys = append(k.Keys, strict.Key{Name: a.Name, Doc: a.doc + "; default " + a.Key, Fault: keyFault})
	}
	return k
}

func keyFault(text string) (strict.Reason, string) {
	if all := slices.Concat(FreeKeys(), usualKeys()); !slices.Contains(all, text) {
		return strict.ReasonWord, strings.Join(all, " ")
	}
	return "", ""
}

// FreeKeys are the keys that no screen uses, by their names.
func FreeKeys() []string {
	all := []string{"f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"}
	for _, letter := range "qsvxy" {
		all = append(all, "ctrl+"+string(letter))
	}
	for _, letter := range "bfimuvABCDEFHIJKLMOPQRTUVWXZ,;:!" {
		all = append(all, string(letter))
	}
	return all
}

func usualKeys() []string {
	var all []string
	for _, a := range Actions() {
		all = append(all, a.Key)
	}
	return all
}

// keys reads which keys actions have, by their usual ones. Two actions with one key are a problem, also when one of
// them has it without being named.
func (r *reader) keys(v map[string]any) map[string]string {
	all := map[string]string{}
	by := map[string]string{} // a key → the action that has it
	for _, a := range Actions() {
		if str(v, a.Name) == "" {
			by[a.Key] = a.Name
		}
	}
	for _, a := range Actions() {
		k := str(v, a.Name)
		if k == "" || k == a.Key {
			continue
		}
		if other, taken := by[k]; taken {
			r.fault("keys."+a.Name, problem{Reason: strict.ReasonClash, Got: k, Allowed: "keys." + other})
			continue
		}
		by[k], all[a.Key] = a.Name, k
	}
	return all
}
