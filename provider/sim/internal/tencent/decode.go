package tencent

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// The options of the tag "tc" on the members of requests.
const (
	required = "required" // it may not be absent
	onlyB    = "B"        // revision A does not know it
)

// Decode reads the request body into the struct that v points to. The keys have exactly the vendor's spelling. In this
// order are refused: keys that the revision does not know, required ones that are absent or null, values of a wrong
// type.
func Decode(body []byte, v any, revisionB bool) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return Refuse("InvalidRequest", "The request body is not a JSON object.")
	}
	members := map[string]reflect.Value{}
	var missing []string
	collect(reflect.ValueOf(v).Elem(), revisionB, func(name string, member reflect.Value, needed bool) {
		members[name] = member
		if raw, ok := fields[name]; needed && (!ok || string(raw) == "null") {
			missing = append(missing, name)
		}
	})
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if _, ok := members[name]; !ok {
			return Refuse("UnknownParameter", "The parameter `%s` is not recognized.", name)
		}
	}
	if len(missing) > 0 {
		return Refuse("MissingParameter", "The request is missing a required parameter `%s`.", missing[0])
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		raw := fields[name]
		if string(raw) == "null" {
			continue
		}
		if err := json.Unmarshal(raw, members[name].Addr().Interface()); err != nil || !exact(raw, members[name]) {
			return Refuse("InvalidParameter", "The type of the parameter `%s` is incorrect.", name)
		}
	}
	return nil
}

// exact refuses what encoding/json takes and the vendor does not: nulls inside lists.
func exact(raw json.RawMessage, v reflect.Value) bool {
	if v.Kind() != reflect.Slice {
		return true
	}
	var elements []json.RawMessage
	return json.Unmarshal(raw, &elements) == nil &&
		!slices.ContainsFunc(elements, func(e json.RawMessage) bool { return string(e) == "null" })
}

func collect(v reflect.Value, revisionB bool, found func(name string, member reflect.Value, needed bool)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			collect(v.Field(i), revisionB, found)
			continue
		}
		words := strings.Split(field.Tag.Get("tc"), ",")
		if slices.Contains(words, onlyB) && !revisionB {
			continue
		}
		found(field.Tag.Get("json"), v.Field(i), slices.Contains(words, required))
	}
}
