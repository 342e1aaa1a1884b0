package strict_test

import (
	"testing"

	"github.com/metalwright/metalwright/state/internal/strict"
)

func TestFailSorts(t *testing.T) {
	t.Parallel()
	err := strict.Fail("a.yaml", []strict.Problem{
		{Line: 3, Column: 1, Key: "b", Reason: strict.ReasonEmpty},
		{Line: 1, Column: 9, Key: "z", Reason: strict.ReasonUnknown, Allowed: "zone, type", Nearest: "zone"},
		{Reason: strict.ReasonSize, Allowed: "10"},
		{Line: 1, Column: 2, Key: "a", Reason: strict.ReasonType, Allowed: "text", Got: "a list"},
	})
	want := "a.yaml: the file is larger than 10 bytes\n" +
		"a.yaml:1:2: a: must be text, not a list\n" +
		"a.yaml:1:9: z: unknown key; allowed: zone, type; did you mean zone?\n" +
		"a.yaml:3:1: b: has no value; set one, or leave the key out"
	if err == nil || err.Error() != want {
		t.Errorf("Fail() =\n%v, want\n%s", err, want)
	}
	if err := strict.Fail("a.yaml", nil); err != nil {
		t.Errorf("Fail without problems = %v", err)
	}
}

// TestWriteBlock: a script with lines stays one that people can read.
func TestWriteBlock(t *testing.T) {
	t.Parallel()
	table := &strict.Key{Kind: strict.Map, Keys: []strict.Key{{Name: "script"}, {Name: "after"}}}
	const script = "#!/bin/sh\nif true; then\n  echo hi  \n\nfi\n"
	text := string(strict.Write(table, map[string]any{"script": script, "after": "x"}, nil))
	want := "script: |\n  #!/bin/sh\n  if true; then\n    echo hi  \n\n  fi\nafter: x\n"
	if text != want {
		t.Errorf("Write() =\n%s, want\n%s", text, want)
	}
	d, problems := strict.Read([]byte(text), table, 1000)
	if got := d.Value["script"]; got != script || len(problems) > 0 {
		t.Errorf("Read(Write()) = %q, %v, want %q", got, problems, script)
	}
}
