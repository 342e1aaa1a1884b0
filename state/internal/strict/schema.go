package strict

import (
	"bytes"
	"encoding/json"
)

// SchemaID is where the schema of the name is published: that of the main branch, which knows what older ones do.
func SchemaID(name string) string {
	return "https://raw.githubusercontent.com/metalwright/metalwright/main/assets/schema/" + name + ".schema.json"
}

// Schema is the table as a JSON Schema, draft 2020-12, indented. id is where it is published.
func Schema(table *Key, id, title string) ([]byte, error) {
	root := schema(table)
	root.Schema, root.ID, root.Title = "https://json-schema.org/draft/2020-12/schema", id, title
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// rules are the members of a schema that the tables need, in the order in which they are written.
type rules struct {
	Schema      string         `json:"$schema,omitempty"`
	ID          string         `json:"$id,omitempty"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Type        string         `json:"type,omitempty"`
	OneOf       []*rules       `json:"oneOf,omitempty"`
	Enum        []any          `json:"enum,omitempty"`
	Pattern     string         `json:"pattern,omitempty"`
	Minimum     *float64       `json:"minimum,omitempty"`
	Maximum     float64        `json:"maximum,omitempty"`
	Items       *rules         `json:"items,omitempty"`
	Properties  orderedMembers `json:"properties,omitzero"`
	Required    []string       `json:"required,omitempty"`
	Names       *rules         `json:"propertyNames,omitempty"`
	Additional  any            `json:"additionalProperties,omitempty"`
}

func schema(k *Key) *rules {
	if k.Or != nil {
		first, or := *k, *k.Or
		first.Or, first.Doc = nil, ""
		return &rules{Description: k.Doc, OneOf: []*rules{schema(&first), schema(&or)}}
	}
	r := &rules{Description: k.Doc, Pattern: k.Pattern}
	r.Type = [...]string{"string", "integer", "number", "boolean", "array", "object"}[k.Kind]
	for _, w := range k.Words {
		if k.Kind == Text {
			r.Enum = append(r.Enum, w)
		} else {
			r.Enum = append(r.Enum, json.Number(w))
		}
	}
	if k.Least {
		r.Minimum = new(k.Min)
	}
	r.Maximum = k.Max
	switch {
	case k.Kind == List:
		r.Items = schema(k.Elem)
	case k.Kind == Map && len(k.Keys) == 0:
		r.Additional = schema(k.Elem)
		if k.Names != "" {
			r.Names = &rules{Pattern: k.Names}
		}
	case k.Kind == Map:
		r.Additional = false
		for _, m := range k.Keys {
			r.Properties.names = append(r.Properties.names, m.Name)
			r.Properties.rules = append(r.Properties.rules, schema(&m))
			if m.Required {
				r.Required = append(r.Required, m.Name)
			}
		}
	}
	return r
}

// orderedMembers is an object whose members keep the table's order.
type orderedMembers struct {
	names []string
	rules []*rules
}

// IsZero reports whether there are no members.
func (o orderedMembers) IsZero() bool { return len(o.names) == 0 }

// MarshalJSON writes the members in their order.
func (o orderedMembers) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			out.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(o.rules[i])
		if err != nil {
			return nil, err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
