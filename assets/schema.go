package assets

import _ "embed"

// OrderSchema is the JSON Schema of order files, for editors: schema/order.schema.json. A test keeps it equal to the
// table that the decoder uses.
//
//go:embed schema/order.schema.json
var OrderSchema []byte
