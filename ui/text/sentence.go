package text

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/state/template"
)

// sentence is a message: a template for each plural form.
type sentence struct {
	forms map[plural.Form]*template.Template
}

// formNames are the keys of plural forms in a catalogue.
var formNames = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many,
	"other": plural.Other,
}

// newSentence is the message that a value of a catalogue is; nil when it is a table of messages.
func newSentence(value any) *sentence {
	switch v := value.(type) {
	case string:
		return &sentence{map[plural.Form]*template.Template{plural.Other: template.New(v)}}
	case map[string]any:
		s := &sentence{map[plural.Form]*template.Template{}}
		for key, text := range v {
			of, known := formNames[key]
			source, ok := text.(string)
			if !known || !ok {
				return nil
			}
			s.forms[of] = template.New(source)
		}
		return s
	}
	return nil
}

// collect finds the messages below a value of a catalogue, by their ids.
func collect(id string, value any, found func(id string, s *sentence)) {
	if s := newSentence(value); s != nil {
		found(id, s)
		return
	}
	table, _ := value.(map[string]any)
	for key, v := range table {
		below := key
		if id != "" {
			below = id + "." + key
		}
		collect(below, v, found)
	}
}

// errForm is the error of a message without the form that always fits.
var errForm = errors.New("the message has no form for others")

// words are the sentence in the language's form for count; nil is no count.
func (s *sentence) words(lang language.Tag, count any, data map[string]any) (string, error) {
	f := s.forms[cardinal(lang, count)]
	if f == nil {
		f = s.forms[plural.Other]
	}
	if f == nil {
		return "", errForm
	}
	return f.Fill(data)
}

// cardinal is the plural form for count. What is no whole number is worded like others.
func cardinal(lang language.Tag, count any) plural.Form {
	if count == nil {
		return plural.Other
	}
	n, err := strconv.Atoi(strings.TrimPrefix(fmt.Sprint(count), "-"))
	if err != nil {
		return plural.Other
	}
	return plural.Cardinal.MatchPlural(lang, n, 0, 0, 0, 0)
}
