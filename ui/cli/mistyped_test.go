package cli_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestMistyped has every mistake of a command line said in words of ours, with the word that was meant where there is
// one.
func TestMistyped(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"oders":            "no command \"oders\". Did you mean `metalwright orders`?",
		"orders shwo x":    "Did you mean `metalwright orders show`?",
		"config explian":   "Did you mean `metalwright config explain`?",
		"help oders":       "no command \"oders\". Did you mean `metalwright orders`?",
		"help orders shwo": "Did you mean `metalwright orders show`?",
		"help apply x":     `metalwright apply has no command "x"`,
		"help exit-code":   "Did you mean `metalwright help exit-codes`?",
		"orders resume o-x --adopt 1 --nothing-bought":           "cannot be combined: use one of them",
		"orders --record-version 4":                              "--record-version \"4\": use one of 2, 3",
		"orders --endpoint foo":                                  "foo",
		"orders --lang de":                                       "en or zh",
		"audit --order nosuch":                                   "nosuch",
		"sim --listen foo":                                       "--listen: ",
		"sim --listen 127.0.0.1:99999":                           "--listen: ",
		"sim --books /nonexistent/x":                             "--books: ",
		"sim --books /dev/null":                                  "--books: it is not a regular file",
		"sim --listen 127.0.0.1:0 --tls-cert-out /nonexistent/x": "--tls-cert-out: ",
		"orders shwo --help":                                     "Did you mean `metalwright orders show`?",
		"-h oders":                                               "Did you mean `metalwright orders`?",
		"audit verfy":                                            "Did you mean `metalwright audit verify`?",
		"xyzzy":                                                  `metalwright has no command "xyzzy"` + "\n",
		"orders show":                                            "write it as `metalwright orders show ORDER`",
		"plan a b":                                               "plan FILE`; got 2 arguments",
		"board a b":                                              "board [ORDER]`; got 2 arguments",
		"orders release":                                         "Something is missing",
		"version x":                                              "got 1 argument\n",
		"--jsn":                                                  "There is no flag --jsn. Did you mean --json?",
		"apply x --yess":                                         "There is no flag --yess. Did you mean --yes?",
		"plan --xyzzy":                                           "There is no flag --xyzzy\n",
		"-x":                                                     "There is no flag -x",
		"--=x":                                                   `"--=x" is not a flag`,
		"orders resume x --adopt":                                "--adopt needs a value",
		"--speed fast":                                           `--speed "fast": use a number, such as 1.5`,
		"serve --max-per-user x":                                 `--max-per-user "x": use a whole number, such as 3`,
		"plan x --expires 5":                                     `use a duration with a unit, such as 90s, 15m or 24h`,
		"--json=maybe orders":                                    `--json "maybe": use true or false`,
		"--output tabel orders":                                  "Did you mean table?",
		"--color allways orders":                                 "Did you mean always?",
		"export o-x --to yml":                                    "Did you mean yaml?",
		"completion bsh":                                         "Did you mean bash?",
		"orders watch x --wait-timeout 1d":                       `--wait-timeout "1d": use a duration with a unit`,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			said, code := mistype(t, strings.Fields(line)...)
			if code != 2 || !strings.Contains(said, want) {
				t.Errorf("ended with %d and said %q, want 2 and %q", code, said, want)
			}
		})
	}
}

// TestMistypedChinese has mistakes that are found before the settings are read said in the language of the locale, of
// the environment or of the flag.
func TestMistypedChinese(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, line, want string
		env              map[string]string
	}{
		{"locale", "orders shwo", "没有命令 \"shwo\"", map[string]string{"LANG": "zh_CN.UTF-8"}},
		{"environment", "orders --shwo", "没有选项 --shwo", map[string]string{"METALWRIGHT_LANG": "zh"}},
		{"flag", "--lang zh orders --shwo", "没有选项 --shwo", nil},
		{"number", "plan -", "范围为 1 到 10000", map[string]string{"LANG": "zh_CN.UTF-8"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			p := process(t, time.Now, c.env)
			p.Args, p.In, p.Out, p.Err = append([]string{"--sim"}, strings.Fields(c.line)...),
				strings.NewReader("{metalwright: v1, product: zenlayer-bmc, count: 0}"), &out, &out
			if code := cli.Main(t.Context(), p, all.Products()); code == 0 || !strings.Contains(out.String(), c.want) {
				t.Errorf("ended with %d and said %q, want %q", code, out.String(), c.want)
			}
		})
	}
}

// TestFlagsSayTheirForm gives every flag of every command that ends by itself a value that it cannot have.
func TestFlagsSayTheirForm(t *testing.T) {
	t.Parallel()
	library := regexp.MustCompile(`strconv|parsing|arg\(s\)|invalid (argument|syntax)|time:|must be`)
	flag := regexp.MustCompile(`--[a-z-]+`)
	for _, command := range []string{
		"plan", "apply", "orders", "orders show", "orders history", "orders watch", "orders resume", "orders release",
		"orders forget", "orders send", "export",
		"config explain", "audit", "audit verify", "schema", "version",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			help, _ := mistype(t, append(strings.Fields(command), "--help")...)
			global, _ := mistype(t, "--help")
			for _, name := range flag.FindAllString(help+global, -1) {
				said, _ := mistype(t, append(strings.Fields(command), name+"=\x01")...)
				if library.MatchString(said) {
					t.Errorf("%s says %q, want words of ours", name, said)
				}
			}
		})
	}
}

// mistype runs a command line that does nothing, and returns what it says.
func mistype(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	var out bytes.Buffer
	p := process(t, time.Now, nil)
	p.Args, p.In, p.Out, p.Err = append([]string{"--sim"}, args...), strings.NewReader(""), &out, &out
	code = cli.Main(t.Context(), p, all.Products())
	return out.String(), code
}
