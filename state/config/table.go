package config

import (
	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/state/themefile"
)

var (
	variable = pattern.Lazy(`^[A-Z][A-Z0-9_]*$`)
	currency = pattern.Lazy(`^[A-Z]{3}$`)
)

// table is the keys of the configuration file.
func table() *strict.Key {
	profile := strict.Key{Kind: strict.Map, Keys: append([]strict.Key{
		{Name: "label", Doc: "The account's name in the journal"},
		free("products", "Where the credentials of each product are", strict.Key{Kind: strict.Map, Keys: refKeys()}),
		free("defaults", "Default settings of orders, by their key in the order file, in quotes", strict.Key{}),
		{Name: "limits", Doc: limitsDoc, Kind: strict.Map, Keys: limitKeys()},
	}, settingKeys()...)}
	return &strict.Key{Kind: strict.Map, Keys: append([]strict.Key{
		{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
		{Name: "profile", Doc: "The default profile"},
		free("profiles", "Named accounts", profile),
		{Name: "limits", Doc: limitsDoc, Kind: strict.Map, Keys: limitKeys()},
		notifyKey(),
		{
			Name: "templates",
			Doc:  "The directory of order files that the first screen lists; left out, templates next to this file",
		},
		keysKey(),
		{Name: "ready", Doc: "Whether to check the login ports of running machines", Kind: strict.Boolean},
	}, settingKeys()...)}
}

const limitsDoc = "The most that may be ordered; under a limit on money what has no price is refused unless " +
	"machines are limited, too"

// limitKeys are what an order may be at most.
func limitKeys() []strict.Key {
	return []strict.Key{
		byCurrency(string(policy.PerOrder), "The most that one order may cost, by currency"),
		byCurrency(string(policy.PerDay), "The most that all orders of a UTC day may cost, by currency"),
		{Name: string(policy.Instances), Doc: "The most machines in one order", Kind: strict.Integer, Min: 1, Least: true},
		{
			Name: string(policy.InstancesPerDay), Doc: "The most machines of all orders of a UTC day",
			Kind: strict.Integer, Min: 1, Least: true,
		},
	}
}

// settingKeys are the settings that a file and a profile may have.
func settingKeys() []strict.Key {
	return []strict.Key{
		{Name: "sim", Doc: "Use the simulated cloud", Kind: strict.Boolean},
		free("endpoints", "URLs of products, without a path", strict.Key{}),
		{Name: "state", Doc: "The directory of the journal, or the postgres:// URL of the server that several hosts share"},
		{Name: "output", Doc: "The output format", Words: []string{"table", "json", "ndjson", "yaml"}},
		{Name: "lang", Doc: "The language of screens and messages; left out, that of the locale", Words: assets.Languages()},
		{Name: "color", Doc: "When to use colours", Words: []string{"auto", "always", "never"}},
		{
			Name: "theme", Doc: "The colours: auto, dark, light, contrast, or the name of a file of the directory themes, " +
				"beside this file", Fault: themeFault,
		},
		{Name: "mouse", Doc: "Use the mouse", Kind: strict.Boolean},
		{Name: "plain", Doc: "No full screen", Kind: strict.Boolean},
		{Name: "ascii", Doc: "Only ASCII characters", Kind: strict.Boolean},
		{Name: "log_file", Doc: "The log file"},
		{Name: "debug", Doc: "Log more", Kind: strict.Boolean},
	}
}

// refKeys say where a credential is; none holds a secret.
func refKeys() []strict.Key {
	return []strict.Key{
		{Name: "source", Doc: "The place of the credential", Required: true, Words: sources()},
		{
			Name: "name", Doc: "The profile of the vendor's tool, or the entry of the keyring", Fault: entryFault,
			Pattern: entryName().String(),
		},
		variableKey("key_id_env", "With env: the variable of the key ID"),
		variableKey("secret_env", "With env: the variable of the secret"),
		variableKey("token_env", "With env: the variable of the session token"),
		{Name: "endpoint", Doc: "The URL of the product, without a path"},
		{Name: "version", Doc: "The version or revision of the API"},
	}
}

func free(name, doc string, elem strict.Key) strict.Key {
	return strict.Key{Name: name, Doc: doc, Kind: strict.Map, Elem: &elem}
}

// byCurrency is amounts of money.
func byCurrency(name, doc string) strict.Key {
	k := free(name, doc, strict.Key{Kind: strict.Number, Least: true, Fault: amountFault})
	k.Names = currency().String()
	return k
}

// variableKey takes the name of a variable that has a secret.
func variableKey(name, doc string) strict.Key {
	return strict.Key{Name: name, Doc: doc, Secret: true, Fault: variableFault, Pattern: variable().String()}
}

// variableFault is the problem of text that is not the name of a variable. The text is not repeated, because it may be
// the secret value itself.
func variableFault(text string) (strict.Reason, string) {
	if variable().MatchString(text) {
		return "", ""
	}
	return strict.ReasonLiteral, "the name of a variable: MY_SECRET"
}

// entryFault: a name becomes a part of a path.
func entryFault(text string) (strict.Reason, string) {
	if entryName().MatchString(text) {
		return "", ""
	}
	return strict.ReasonFormat, "default (letters, digits, . _ @ -; at most 128)"
}

func themeFault(text string) (strict.Reason, string) {
	if themefile.ValidName(text) {
		return "", ""
	}
	return strict.ReasonFormat, "contrast (small letters, digits, _ -)"
}

var entryName = pattern.Lazy(`^[A-Za-z0-9_][A-Za-z0-9._@-]{0,127}$`)
