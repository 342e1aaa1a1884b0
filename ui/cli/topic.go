package cli

import (
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
)

// topic is a page of the help about no command, and a section of the manual page.
type topic struct {
	name, short string
	manual      string // the title in the manual page
	sections    func(root *cobra.Command) []section
}

// topics are the pages about no command.
func topics(products []*provider.Product) []topic {
	return []topic{
		{"exit-codes", "Exit codes, and whether something was bought", "exit status", exitSections},
		{
			"environment", "The variables of the environment that are read", "environment",
			func(root *cobra.Command) []section { return environmentSections(root, products) },
		},
		{
			"configuration", "Where settings come from, and the keys of the configuration file", "configuration",
			configSections,
		},
		{"files", "The files that are read and written", "files", fileSections},
	}
}

func exitSections(*cobra.Command) []section {
	var rows []helpRow
	for _, c := range report.ExitCodes() {
		rows = append(rows, helpRow{c.Code, c.Meaning + " [" + c.Bought + "]"})
	}
	return []section{{title: "exit codes", rows: rows}}
}

func environmentSections(root *cobra.Command, products []*provider.Product) []section {
	settings := section{title: "settings", text: "Flags win over these, and these over the configuration file."}
	for _, n := range config.Names() {
		if f := root.PersistentFlags().Lookup(string(n)); f != nil {
			settings.rows = append(settings.rows, helpRow{n.Variable(), upperFirst(f.Usage)})
		}
	}
	keys := section{title: "credentials", text: "The variables of the vendors' own tools."}
	at := map[string]int{}
	for _, p := range products {
		for _, k := range p.KeyNames {
			for _, name := range []string{k.ID, k.Secret, k.Token, k.Region} {
				i, known := at[name]
				switch {
				case name == "":
				case known:
					keys.rows[i].text += ", " + string(p.ID)
				default:
					at[name] = len(keys.rows)
					keys.rows = append(keys.rows, helpRow{name, string(p.ID)})
				}
			}
		}
	}
	keys.rows = append(keys.rows,
		helpRow{"ZENLAYER_PROFILE", "the profile of ~/.zenlayer/credentials.json"},
		helpRow{"TCCLI_PROFILE", "the profile of ~/.tccli"},
		helpRow{"TENCENTCLOUD_CREDENTIALS_FILE", "the file that is read in place of ~/.tencentcloud/credentials"})
	return []section{settings, keys, {title: "everything else", rows: []helpRow{
		{"NO_COLOR", "no colours, if it is not empty; --color always wins"},
		{
			"TERM, COLORTERM",
			"what the terminal can show; TERM=dumb is --plain without colours, TERM=linux and vt100 are --ascii",
		},
		{"LC_ALL, LC_CTYPE, LANG", "`doctor` looks there whether the terminal shows UTF-8"},
		{"XDG_CONFIG_HOME", "the directory of configuration, in place of ~/.config"},
		{"XDG_STATE_HOME", "the directory of the journal, in place of ~/.local/state"},
		{"XDG_CACHE_HOME", "the directory of what completion remembers, in place of ~/.cache"},
		{"HTTPS_PROXY, NO_PROXY", "how the vendors are reached"},
		{"SSL_CERT_FILE, SSL_CERT_DIR", "the certificates of authorities that are trusted"},
		{"PGPASSWORD, PGPASSFILE", "the password of a journal on a PostgreSQL server"},
	}}}
}

func configSections(*cobra.Command) []section {
	keys := section{title: "keys"}
	for _, r := range config.Rows() {
		text := r.Takes + strings.Join(r.Words, ", ")
		if r.Doc != "" {
			text = r.Doc + ": " + text
		}
		keys.rows = append(keys.rows, helpRow{r.Key, text})
	}
	return []section{
		{
			title: "where settings come from",
			text: "A setting is taken from the first of these that has it: the flag, the variable, the profile, the file, the " +
				"default. `metalwright config explain` shows which one that was.\n\n" +
				"The file is ~/.config/metalwright/config.yaml, or the one of --config or METALWRIGHT_CONFIG. It is YAML or " +
				"JSON. A key that is not listed here is an error with its line. A file never holds a key or a password.",
		},
		keys,
		{title: "example", text: configExample},
	}
}

const configExample = ` profile: prod
 limits: {instances: 50, per_day: {USD: 5000}}
 profiles:
   prod:
     products:
       zenlayer-bmc: {source: env, key_id_env: PROD_ID, secret_env: PROD_SECRET}`

func fileSections(*cobra.Command) []section {
	return []section{
		{title: "configuration", rows: []helpRow{
			{"~/.config/metalwright/config.yaml", "settings, limits and accounts; --config names another one"},
			{"themes/NAME.yaml", "beside it: colours for --theme NAME; `metalwright schema theme` has what may stand there"},
			{"~/.zenlayer/credentials.json", "keys of Zenlayer's own tool; only read"},
			{"~/.tccli, ~/.tencentcloud/credentials", "keys of Tencent's own tools; only read"},
		}},
		{
			title: "journal", text: "Below ~/.local/state/metalwright, or in the directory of --state; the simulated " +
				"cloud's is in sim below it. On macOS and Windows these are the same names below your home directory.",
			rows: []helpRow{
				{"journal.db", "every order; with journal.db-wal and journal.db-shm while the program runs"},
				{"journal-DATE.db", "its backups, one a day, of which seven are kept"},
				{"journal.mark", "which journal this is, and how much was written, so that an older copy is found out"},
				{"journal.head", "the last row of the audit, for `audit verify`"},
				{"ssh_host_ed25519_key", "the key of `serve`, unless --host-key names another one"},
			},
		},
		{title: "everything else", rows: []helpRow{
			{"~/.cache/metalwright", "what completion remembers; it can be removed"},
			{"/usr/lib/systemd/system/metalwright.service", "the unit of `serve`, in packages for Debian and Fedora"},
			{"/etc/metalwright", "what the unit reads: authorized_keys, people.yaml, environment"},
			{"/usr/share/metalwright/*.schema.json", "the schemas of order files and of the configuration, for editors"},
		}},
	}
}

func upperFirst(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

func lowerFirst(s string) string {
	for i, r := range s {
		return string(unicode.ToLower(r)) + s[i+len(string(r)):]
	}
	return s
}
