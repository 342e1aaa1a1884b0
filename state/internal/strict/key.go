// Package strict reads documents in YAML or JSON against a table of keys: an unknown key, a wrong type and a duplicate
// key are problems with line and column, and all problems of a document are found together. The same table makes the
// JSON Schema.
package strict

// Kind is the type of a value.
type Kind uint8

// The kinds.
const (
	Text Kind = iota
	Integer
	Number
	Boolean
	List // of Elem
	Map  // with the members Keys, or with free names and values Elem
)

// String is the kind in problems: "text".
func (k Kind) String() string {
	return [...]string{"text", "a whole number", "a number", "true or false", "a list", "keys and values"}[k]
}

// Key is a row of the table: what a key is called and what it takes.
type Key struct {
	Name     string
	Doc      string // for editors; a sentence without a period
	Kind     Kind
	Required bool
	Words    []string // of a Text or, as decimals, of an Integer: the allowed values; nil allows all
	Min      float64  // of an Integer or a Number, where Least is set
	Least    bool
	Max      float64 // of an Integer that has a Min; 0 is no bound
	Elem     *Key    // of a List, or of a Map with free names
	Keys     []Key   // of a Map
	Names    string  // of a Map with free names: the regular expression that a Schema states for them; "" states none
	// Or is another form of the same value; it is tried when the value is of its kind and not of this one's.
	Or *Key
	// Secret values are never repeated in a problem.
	Secret bool
	// Fault checks a value of the right kind; nil accepts all. It returns "" or a reason, and the allowed values.
	Fault func(text string) (Reason, string)
	// Pattern is the regular expression that a Schema states for a Text; "" states none.
	Pattern string
}

// member returns the row of the name.
func (k *Key) member(name string) (*Key, bool) {
	for i := range k.Keys {
		if k.Keys[i].Name == name {
			return &k.Keys[i], true
		}
	}
	if k.Elem != nil && len(k.Keys) == 0 {
		return k.Elem, true
	}
	return nil, false
}

// names are the members' names in their order.
func (k *Key) names() []string {
	names := make([]string, 0, len(k.Keys))
	for _, m := range k.Keys {
		names = append(names, m.Name)
	}
	return names
}

// paths are the names of all keys below k with a path, for suggestions.
func (k *Key) paths() []string {
	var out []string
	for i := range k.Keys {
		m := &k.Keys[i]
		out = append(out, m.Name)
		for _, p := range m.paths() {
			out = append(out, m.Name+"."+p)
		}
	}
	return out
}
