package strict

// place is a position in the file, counted from 1.
type place struct{ line, column int }

// shape is what a node is, before anybody asks for a kind.
type shape uint8

const (
	shapeText shape = iota
	shapeInteger
	shapeNumber
	shapeBoolean
	shapeNull
	shapeList
	shapeMap
)

func (s shape) String() string {
	return [...]string{"text", "a whole number", "a number", "true or false", "nothing", "a list", "keys and values"}[s]
}

// node is a value of a document, the same for YAML and JSON.
type node struct {
	place
	shape   shape
	text    string // of a scalar, as it is written; of a text its value
	items   []node
	members []member
}

type member struct {
	place
	name  string
	value node
}
