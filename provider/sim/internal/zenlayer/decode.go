package zenlayer

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// Decode reads the request body into the struct that v points to. Unlike encoding/json it takes a key in exactly the vendor's
// spelling, so that a client's misspelling does not go unnoticed here. Unknown keys are ignored, null counts as absent, and an empty
// body as {}.
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
