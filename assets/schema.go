package assets

import _ "embed"

// ConfigSchema is the JSON Schema of configuration files, for editors: schema/config.schema.json, kept like that of
// order files.
//
//go:embed schema/config.schema.json
var ConfigSchema []byte

// PeopleSchema is the JSON Schema of the file of people, for editors: schema/people.schema.json, kept likewise.
//
//go:embed schema/people.schema.json
var PeopleSchema []byte

// OrderSchema is the JSON Schema of order files, for editors: schema/order.schema.json. A test keeps it equal to the
// table that the decoder uses.
//
//go:embed schema/order.schema.json
var OrderSchema []byte

// TourSchema is the JSON Schema of tours: schema/tour.schema.json.
//
//go:embed schema/tour.schema.json
var TourSchema []byte

// ThemeSchema is the JSON Schema of themes: schema/theme.schema.json.
//
//go:embed schema/theme.schema.json
var ThemeSchema []byte
