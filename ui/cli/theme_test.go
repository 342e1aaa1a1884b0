package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestThemeFile takes the colours of a file beside the configuration, and says what is wrong with one.
func TestThemeFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "themes"), 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config.yaml")
	save(t, config, "lang: en\n")
	save(t, filepath.Join(dir, "themes", "mine.yaml"), "dark: {accent: \"#123456\"}\n")
	save(t, filepath.Join(dir, "themes", "wrong.yaml"), "dark: {accent: blue}\n")
	env := map[string]string{"METALWRIGHT_CONFIG": config}
	for name, want := range map[string]string{
		"wrong":  `wrong.yaml:1:16: dark.accent: blue does not look like "#5CC8E0"`,
		"miss":   "auto, dark, light, contrast, mine, wrong",
		"../a":   "auto, dark, light, contrast",
		"contra": "contrast",
	} {
		_, errs, code := says(t, env, "--theme", name, "--state", dir, "orders")
		if code != 2 || !strings.Contains(errs, want) {
			t.Errorf("--theme %s ends with %d and says %q, want 2 and %q", name, code, errs, want)
		}
	}
	s := start(t, usual(), process(t, time.Now, env), "--state", dir, "--theme", "mine", "--color", "always")
	s.WaitFor("What do you want to order?")
	if got := s.Screen().Styled(); !strings.Contains(got, "#123456") {
		t.Errorf("the screen has none of the file's colour:\n%s", got)
	}
	s.Press("ctrl+c", "ctrl+c")
	s.exit()
}
