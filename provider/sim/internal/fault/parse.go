package fault

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
)

// Limits of a file of faults.
const (
	maxBytes  = 1 << 20
	maxFaults = 1000
)

// Parse reads a YAML (or JSON) list of faults. An unknown key, a duplicate key or a wrong type is an error with line
// and column.
func Parse(text []byte) ([]Fault, error) {
	if len(text) > maxBytes {
		return nil, fmt.Errorf("faults: more than %d bytes", maxBytes)
	}
	faults, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("faults: %w", err)
	}
	if len(faults) > maxFaults {
		return nil, fmt.Errorf("faults: more than %d", maxFaults)
	}
	for i, f := range faults {
		if err := f.Check(); err != nil {
			return nil, fmt.Errorf("faults: number %d: %w", i+1, err)
		}
	}
	return faults, nil
}

// decode turns a panic of the decoder into an error: it has one for a tag before something that is no list
// (github.com/goccy/go-yaml, issue 735).
func decode(text []byte) (faults []Fault, err error) {
	defer func() {
		if recover() != nil {
			faults, err = nil, errors.New("malformed YAML")
		}
	}()
	err = yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&faults)
	if errors.Is(err, io.EOF) { // an empty file has no faults
		err = nil
	}
	return faults, err
}
