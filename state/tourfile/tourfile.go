// Package tourfile reads and writes tours, strictly: scripted demos of the program, in YAML or JSON.
package tourfile

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// maxSize is the most bytes that a tour may have.
const maxSize = 256 << 10

// Tour is a scripted demo.
type Tour struct {
	Title Words `json:"title"`
	About Words `json:"about"`
	Seed  int   `json:"seed"`  // of the simulated cloud and of ids; 0 is one like every other
	Speed int   `json:"speed"` // how many times faster than real machines the simulated ones come up; 0: 20
	// Size is that of one screen in cells; zero: 80 by 24.
	Size Size `json:"size"`
	// Screens are the people at the screens, who are signed in over SSH; none: one shell on this machine.
	Screens []Screen `json:"screens"`
	// Files are there when the tour begins, by name.
	Files map[string]string `json:"files"`
	// People is the people.yaml of the server that Screens are signed in to; "" lets everybody order.
	People string `json:"people"`
	Steps  []Step `json:"steps"`
}

// MinColumns and MinRows are the fewest cells that a screen of a tour has: the program needs them.
const (
	MinColumns = 40
	MinRows    = 12
)

// Size is a number of cells.
type Size struct {
	Columns int `json:"columns"`
	Rows    int `json:"rows"`
}

// mostScreens is how many screens there is room for side by side.
const mostScreens = 2

// Screen is a person's.
type Screen struct {
	User string `json:"user"`
}

// Step is one step forward. What it does is done in the order of the fields; each may be left out.
type Step struct {
	Screen  string   `json:"screen,omitempty"` // the user whose screen this and the following steps use; "": as before
	Caption Words    `json:"caption,omitzero"` // what the bar says once the screen is there
	Note    Words    `json:"note,omitzero"`    // for the presenter alone
	Fault   string   `json:"fault,omitempty"`  // faults of the simulated cloud, as in a file of --faults
	Clock   Duration `json:"clock,omitzero"`   // how far the tour's clock continues, at once
	Type    string   `json:"type,omitempty"`   // text that is typed; {order} is the id of the order that is shown
	Press   List     `json:"press,omitempty"`  // keys by name
	Until   Words    `json:"until,omitzero"`   // a text until which the keys of Press are pressed again and again
	Wait    Waits    `json:"wait,omitempty"`   // texts that the screen has to show
	Pause   Duration `json:"pause,omitzero"`   // to read
	Moment  string   `json:"moment,omitempty"` // a name for what is shown now
	Choice  []Choice `json:"choice,omitempty"` // how the tour can continue
}

// Choice is one way in which a tour can continue. Its steps have no choice of their own.
type Choice struct {
	Title Words  `json:"title"`
	Steps []Step `json:"steps"`
}

// Words are a text in several languages, or of the program's own. A text without languages is the same in all.
type Words struct {
	Any     string `json:"any,omitempty"`
	EN      string `json:"en,omitempty"`
	ZH      string `json:"zh,omitempty"`
	Message string `json:"message,omitempty"` // the id of a sentence of the program
}

// In is the text in a language; "" for a sentence of the program. A language that is not there is English.
func (w Words) In(lang string) string {
	switch {
	case w.Any != "":
		return w.Any
	case lang == "zh" && w.ZH != "":
		return w.ZH
	default:
		return w.EN
	}
}

// UnmarshalJSON reads a text, or an object of languages.
func (w *Words) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &w.Any) == nil {
		return nil
	}
	type plain Words
	return json.Unmarshal(data, (*plain)(w))
}

// MarshalJSON writes what UnmarshalJSON reads.
func (w Words) MarshalJSON() ([]byte, error) {
	if w.Any != "" {
		return json.Marshal(w.Any)
	}
	type plain Words
	return json.Marshal(plain(w))
}

// List is texts; one alone needs no list.
type List []string

// UnmarshalJSON reads a text or a list.
func (l *List) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*l = List{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(l))
}

// Waits are texts to wait for; one alone needs no list.
type Waits []Words

// UnmarshalJSON reads a text or a list.
func (l *Waits) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*l = Waits{{Any: one}}
		return nil
	}
	return json.Unmarshal(data, (*[]Words)(l))
}

// Duration is a time such as "1.5s" or "2m".
type Duration time.Duration

// UnmarshalText reads a duration as Go writes it.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// MarshalText writes it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Decode reads a tour. name is the file's in errors. The error is an [*Error] with all problems; the tour is nil then.
func Decode(data []byte, name string) (*Tour, error) {
	doc, problems := strict.Read(data, table(), maxSize)
	if err := strict.Fail(name, problems); err != nil {
		return nil, err
	}
	delete(doc.Value, "tour")
	delete(doc.Value, "$schema")
	t := &Tour{}
	text, err := json.Marshal(doc.Value)
	if err == nil {
		err = json.Unmarshal(text, t)
	}
	if err != nil {
		return nil, strict.Fail(name, []strict.Problem{{Reason: strict.ReasonSyntax}})
	}
	t.Speed, t.Size.Columns, t.Size.Rows = or(t.Speed, 20), or(t.Size.Columns, 80), or(t.Size.Rows, 24)
	if err := strict.Fail(name, flaws(doc, t)); err != nil {
		return nil, err
	}
	return t, nil
}

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// Error is all problems of a tour, sorted by place.
type Error = strict.Error

// flaws are the problems that no single key has.
func flaws(doc *strict.Document, t *Tour) []strict.Problem {
	var all []strict.Problem
	users := map[string]bool{}
	for i, s := range t.Screens {
		if users[s.User] {
			path := "screens" + index(i) + ".user"
			line, column := doc.Place(path)
			all = append(all, strict.Problem{
				Line: line, Column: column, Key: path, Reason: strict.ReasonClash, Got: strict.Shown(s.User),
				Allowed: "another screen",
			})
		}
		users[s.User] = true
	}
	if t.Title == (Words{}) {
		line, column := doc.Place("title")
		all = append(all, strict.Problem{Line: line, Column: column, Key: "title", Reason: strict.ReasonEmpty})
	}
	if n := len(t.Screens); n > mostScreens {
		line, column := doc.Place("screens")
		all = append(all, strict.Problem{
			Line: line, Column: column, Key: "screens", Reason: strict.ReasonRange, Got: strconv.Itoa(n),
			Allowed: "0 to " + strconv.Itoa(mostScreens),
		})
	}
	check := func(at string, steps []Step) {
		for i, s := range steps {
			if s.Screen == "" || users[s.Screen] {
				continue
			}
			path := at + index(i) + ".screen"
			line, column := doc.Place(path)
			all = append(all, strict.Problem{
				Line: line, Column: column, Key: path, Reason: strict.ReasonWord, Got: strict.Shown(s.Screen),
				Allowed: userNames(t.Screens), Nearest: provider.Nearest(s.Screen, keys(users)),
			})
		}
	}
	check("steps", t.Steps)
	for i, s := range t.Steps {
		for j, c := range s.Choice {
			check("steps"+index(i)+".choice"+index(j)+".steps", c.Steps)
		}
	}
	return all
}

// YAML is the tour as YAML, with a line that points editors to the schema.
func (t *Tour) YAML() ([]byte, error) {
	b, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	value := map[string]any{}
	if err := json.Unmarshal(b, &value); err != nil {
		return nil, err
	}
	value["tour"] = header
	for name, v := range value {
		if m, ok := v.(map[string]any); v == nil || v == "" || v == 0.0 || ok && len(m) == 0 {
			delete(value, name)
		}
	}
	return append([]byte("# yaml-language-server: $schema="+schemaID()+"\n"), strict.Write(table(), value, nil)...), nil
}
