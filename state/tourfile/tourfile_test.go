package tourfile_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/state/tourfile"
)

var update = flag.Bool("update", false, "write the published schema")

// TestSchema: the published schema is the one that the decoder's table makes, and all tours of the program follow it.
func TestSchema(t *testing.T) {
	t.Parallel()
	want, err := tourfile.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		path := filepath.Join("..", "..", "assets", "schema", "tour.schema.json")
		if err := os.WriteFile(path, want, 0o644); err != nil { //nolint:gosec // public
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(assets.TourSchema, want) {
		t.Errorf("assets/schema/tour.schema.json is not what Schema() makes; run go test ./state/tourfile -update")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("tour.json", doc); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile("tour.json"); err != nil {
		t.Fatal(err)
	}
}

const whole = `
tour: v1
title: {en: One, zh: 一}
about: Two
seed: 3
speed: 60
size: {columns: 100, rows: 30}
screens: [{user: alice}, {user: bob}]
files:
  web.yaml: |
    metalwright: v1
people: "people: {}"
steps:
  - {screen: bob, caption: {message: zone.ask}, note: x, fault: "- {do: drop}", clock: 1m0s, type: a b, press: enter,
     until: {en: x}, wait: ready, pause: 1.5s, moment: the-end}
  - {press: [up, ctrl+c, "?"], wait: [one, {en: two, zh: 二}]}
  - choice:
      - {title: left, steps: [{press: left}]}
      - {title: {en: right}, steps: [{press: right}]}
`

// TestDecode reads every key, and what is written of it is the same tour.
func TestDecode(t *testing.T) {
	t.Parallel()
	x, err := tourfile.Decode([]byte(whole), "whole")
	if err != nil {
		t.Fatal(err)
	}
	s := x.Steps[1]
	if x.Title.In("zh") != "一" || x.Title.In("fr") != "One" || x.About.In("zh") != "Two" || x.Size.Rows != 30 ||
		len(x.Screens) != 2 || s.Press[1] != "ctrl+c" || s.Wait[1].In("zh") != "二" || len(x.Steps[2].Choice) != 2 {
		t.Errorf("Decode() = %+v", x)
	}
	again(t, x)
}

func again(t *testing.T, x *tourfile.Tour) {
	t.Helper()
	text, err := x.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := tourfile.Decode(text, "back")
	if err != nil {
		t.Fatalf("%s\ndoes not read back: %v", text, err)
	}
	if !reflect.DeepEqual(back, x) {
		t.Fatalf("%s\nis another tour:\n%+v\nwant\n%+v", text, back, x)
	}
}

// TestProblems names the key at fault, with its line, and what is allowed.
func TestProblems(t *testing.T) {
	t.Parallel()
	const head = "tour: v1\ntitle: x\n"
	for text, want := range map[string]string{
		"title: x\nsteps: [{type: a}]\n":                                 "tour: the key is missing",
		head + "steps: [{typ: a}]\n":                                     "did you mean type",
		head + "steps: [{press: entr}]\n":                                "entr",
		head + "steps: [{pause: 5}]\n":                                   "steps[0].pause",
		head + "steps: [{pause: 5 minutes}]\n":                           "1.5s, 2m",
		head + "steps: [{clock: -5s}]\n":                                 "1.5s, 2m",
		head + "size: {columns: 10, rows: 24}\nsteps: []\n":              "40 to 250",
		head + "steps: [{screen: bob}]\n":                                "steps[0].screen",
		head + "screens: [{user: Bob!}]\nsteps: [{type: a}]\n":           "alice",
		head + "steps: [{moment: 'The End'}]\n":                          "the-board",
		head + "screens: [{user: a}, {user: b}, {user: c}]\nsteps: []\n": "screens: must be from 0 to 2, not 3",
		head + "screens: [{user: bob}]\nsteps: [{choice: [{title: x, steps: [{screen: bbo}]}]}]\n"://
		"steps[0].choice[0].steps[0].screen",
		head + "screens: [{user: bob}, {user: bob}]\nsteps: []\n": "screens[1].user",
	} {
		_, err := tourfile.Decode([]byte(text), "t")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Decode(%q) = %v, want %q in it", text, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("tour: v1\ntitle: {}\nsteps: [{press: []}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := tourfile.Decode(data, "f")
		if err != nil {
			if e, ok := errors.AsType[*tourfile.Error](err); !ok || len(e.Problems) == 0 {
				t.Fatalf("Decode(%q) = %v, want problems", data, err)
			}
			return
		}
		if text, err := x.YAML(); err != nil {
			t.Fatal(err)
		} else if _, err := tourfile.Decode(text, "f"); err != nil {
			t.Fatalf("%q is written as\n%s\nwhich does not read back: %v", data, text, err)
		}
	})
}
