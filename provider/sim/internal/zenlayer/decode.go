package zenlayer

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Decode reads the request body into the struct that v points to. Unlike encoding/json it takes a key in exactly the
// vendor's spelling, so that a client's misspelling does not go unnoticed here. Unknown keys are ignored, null counts
// as absent except in a list, where it is of a wrong type, and an empty body as {}.
func Decode(body []byte, v any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return Refuse("INVALID_PARAMETER_TYPE", "The request body is not a JSON object")
	}
	return decodeStruct(fields, reflect.ValueOf(v).Elem(), "")
}

func decodeStruct(fields map[string]json.RawMessage, v reflect.Value, path string) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			if err := decodeStruct(fields, v.Field(i), path); err != nil {
				return err
			}
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if raw, ok := fields[name]; ok {
			if err := decodeValue(raw, v.Field(i), path+name); err != nil {
				return err
			}
		}
	}
	return nil
}

func decodeValue(raw json.RawMessage, v reflect.Value, path string) error {
	if string(raw) == "null" {
		return nil
	}
	kind := v.Kind()
	if kind == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return decodeValue(raw, v.Elem(), path)
	}
	switch kind {
	case reflect.Struct:
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(raw, &fields); err != nil {
			return wrongType(path)
		}
		return decodeStruct(fields, v, path+".")
	case reflect.Slice:
		var elements []json.RawMessage
		if err := json.Unmarshal(raw, &elements); err != nil {
			return wrongType(path)
		}
		v.Set(reflect.MakeSlice(v.Type(), len(elements), len(elements)))
		for i, element := range elements {
			if string(element) == "null" {
				return wrongType(path + "[" + strconv.Itoa(i) + "]")
			}
			if err := decodeValue(element, v.Index(i), path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	default:
		if err := json.Unmarshal(raw, v.Addr().Interface()); err != nil {
			return wrongType(path)
		}
	}
	return nil
}

func wrongType(path string) error {
	return Refuse("INVALID_PARAMETER_TYPE", "The type of the parameter `%s` is incorrect", path)
}

// CheckVersion refuses parameters that another version of the action has and this one has not. The vendor's pages do
// not say what happens then: a lenient cloud ignores them, as it ignores unknown ones.
func CheckVersion(w *wire.World, c *wire.Call, names ...string) error {
	var fields map[string]json.RawMessage
	if w.Lenient || len(bytes.TrimSpace(c.Body)) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.Body, &fields); err != nil {
		return Refuse("INVALID_PARAMETER_TYPE", "The request body is not a JSON object")
	}
	for _, name := range names {
		if raw, ok := fields[name]; ok && string(raw) != "null" {
			return Refuse("INVALID_PARAMETER_VALUE", "The parameter `%s` does not exist in version `%s`", name,
				c.Version)
		}
	}
	return nil
}
