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
		{"exit-codes", "Exit codes, and whether anything was bought", "exit status", exitSections},
		{
			"environment", "Environment variables that are read", "environment",
			func(root *cobra.Command) []section { return environmentSections(root, products) },
		},
		{
			"configuration", "Where settings come from, and the keys of the configuration file", "configuration",
			configSections,
		},
		{"files", "Files that are read and written", "files", fileSections},
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
	settings := section{title: "settings", text: "Flags override these, and these override the configuration " +
		"file."}
	for _, n := range config.Names() {
		if f := root.PersistentFlags().Lookup(string(n)); f != nil {
			settings.rows = append(settings.rows, helpRow{n.Variable(), upperFirst(f.Usage)})
		}
	}
	keys := section{title: "credentials", text: "Variables of the vendors' own tools."}
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
		helpRow{"TENCENTCLOUD_CREDENTIALS_FILE", "file to read instead of ~/.tencentcloud/credentials"})
	return []section{settings, keys, {title: "everything else", rows: []helpRow{
		{"NO_COLOR", "if not empty, no colours; --color overrides it"},
		{
			"TERM, COLORTERM",
			"what the terminal supports; TERM=dumb means --plain without colours, TERM=linux and vt100 mean " +
				"--ascii",
		},
		{"LC_ALL, LC_CTYPE, LANG", "`doctor` checks here whether the terminal supports UTF-8"},
		{"XDG_CONFIG_HOME", "configuration directory, instead of ~/.config"},
		{"XDG_STATE_HOME", "journal directory, instead of ~/.local/state"},
		{"XDG_CACHE_HOME", "directory of the completion cache, instead of ~/.cache"},
		{"HTTPS_PROXY, NO_PROXY", "proxy to reach the vendors"},
		{"SSL_CERT_FILE, SSL_CERT_DIR", "trusted certificate authorities"},
		{"PGPASSWORD, PGPASSFILE", "password of a journal on a PostgreSQL server"},
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
			text: "A setting comes from the first of these that has it: flag, variable, profile, file, default. " +
				"`metalwright config explain` shows which.\n\nThe file is ~/.config/metalwright/config.yaml, " +
				"or that of --config or METALWRIGHT_CONFIG. It is YAML or JSON. An unknown key is an error " +
				"with its line. The file never contains a key or a password.",
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
			{"~/.config/metalwright/config.yaml", "settings, limits and accounts; --config uses another one"},
			{"themes/NAME.yaml", "next to it: colours for --theme NAME; for the format, see `metalwright schema " +
				"theme`"},
			{"~/.zenlayer/credentials.json", "keys of Zenlayer's own tool; read only"},
			{"~/.tccli, ~/.tencentcloud/credentials", "keys of Tencent Cloud's own tools; read only"},
		}},
		{
			title: "journal", text: "In ~/.local/state/metalwright, or in the directory of --state; that of the " +
				"simulated cloud is in sim below it. On macOS and Windows the same names are below your home " +
				"directory.",
			rows: []helpRow{
				{"journal.db", "all orders; with journal.db-wal and journal.db-shm while the program runs"},
				{"journal-DATE.db", "its daily backups, of which seven are kept"},
				{"journal.mark", "which journal this is, and how much was written, to detect an older copy"},
				{"journal.head", "the last row of the audit log, for `audit verify`"},
				{"ssh_host_ed25519_key", "the host key of `serve`, unless --host-key sets another one"},
			},
		},
		{title: "everything else", rows: []helpRow{
			{"~/.cache/metalwright", "completion cache; safe to delete"},
			{"/usr/lib/systemd/system/metalwright.service", "the systemd unit of `serve`, in packages for Debian " +
				"and Fedora"},
			{"/etc/metalwright", "files that the unit reads: authorized_keys, people.yaml, environment"},
			{"/usr/share/metalwright/*.schema.json", "schemas of order files and the configuration, for editors"},
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
