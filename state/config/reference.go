package config

import (
	"fmt"

	"github.com/metalwright/metalwright/state/internal/strict"
)

// Row is a key of a file, for those who write one.
type Row struct {
	Key      string   // with what it is in, from outside: "limits.per_day.CURRENCY"
	Takes    string   // what its value may be; "" where Words says it all
	Words    []string // the values that there are; nil: any that Takes allows
	Doc      string   // what it is for; "" where the key above says it
	Required bool
}

// Rows are the keys of the configuration file. In a profile they leave out what also is in the file itself.
func Rows() []Row { return rowsOf("", table()) }

func rowsOf(prefix string, k *strict.Key) []Row {
	var all []Row
	for _, m := range k.Keys {
		name := prefix + m.Name
		if alsoAbove(prefix, m.Name) {
			continue
		}
		text, words := takes(&m)
		all = append(all, Row{Key: name, Takes: text, Words: words, Doc: m.Doc, Required: m.Required})
		all = append(all, rowsOf(name+".", &m)...)
		if m.Elem == nil {
			continue
		}
		if m.Kind == strict.List {
			name += "[]"
		} else {
			name += "." + named(m.Name)
		}
		if len(m.Elem.Keys) > 0 {
			all = append(all, rowsOf(name+".", m.Elem)...)
		} else if m.Kind == strict.Map {
			text, words := takes(m.Elem)
			all = append(all, Row{Key: name, Takes: text, Words: words})
		}
	}
	return all
}

// named is what stands for a name that is not fixed.
func named(key string) string {
	switch key {
	case "products", "endpoints":
		return "PRODUCT"
	case "per_order", "per_day", "price":
		return "CURRENCY"
	case "defaults":
		return "KEY"
	}
	return "NAME"
}

// takes is what the value of a key may be.
func takes(k *strict.Key) (text string, words []string) {
	switch {
	case k.Kind == strict.List && len(k.Elem.Words) > 0:
		return "a list of ", k.Elem.Words
	case len(k.Words) > 0:
		return "", k.Words
	case k.Kind == strict.Integer && k.Least:
		return fmt.Sprintf("a whole number, %v or more", k.Min), nil
	case k.Kind == strict.Number && k.Least:
		return fmt.Sprintf("a number, %v or more", k.Min), nil
	}
	return k.Kind.String(), nil
}
