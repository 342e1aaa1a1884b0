package config

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/state/internal/strict"
)

// Schema is the JSON Schema of configuration files.
func Schema() ([]byte, error) {
	return strict.Schema(table(), strict.SchemaID("config"), "metalwright configuration file")
}

// PeopleSchema is the JSON Schema of files of people.
func PeopleSchema() ([]byte, error) {
	return strict.Schema(peopleTable(), strict.SchemaID("people"), "metalwright file of people")
}

// Template is a configuration file that sets nothing: it has every key, commented out, with what it is for and a
// value that it may have.
func Template() []byte {
	var b bytes.Buffer
	b.WriteString("# yaml-language-server: $schema=" + strict.SchemaID("config") + "\n" + templateHead)
	writeTemplate(&b, table(), "", "")
	return b.Bytes()
}

// templateHead is what the template begins with. A line that is a comment for good has a blank behind its #.
const templateHead = `# Settings, limits and accounts of metalwright. Nothing is set yet. To set a key, remove the #
# at the very beginning of its line, and of the lines that it is in.
#
# Every key and variable: metalwright help configuration
# What holds now, and from where: metalwright config explain
# Keys and passwords never stand here, only the names of variables that have them.
`

// writeTemplate writes the keys of k, whose path is prefix, each behind a # and what indents it.
func writeTemplate(b *bytes.Buffer, k *strict.Key, prefix, indent string) {
	for i := range k.Keys {
		m := &k.Keys[i]
		if m.Name == "$schema" || alsoAbove(prefix, m.Name) {
			continue
		}
		path := prefix + m.Name
		begin := "#" + indent
		if indent == "" {
			begin = "\n"
		}
		b.WriteString(begin + "# " + explanation(m) + "\n")
		b.WriteString("#" + indent + m.Name + ":")
		switch {
		case len(m.Keys) > 0:
			b.WriteByte('\n')
			writeTemplate(b, m, path+".", indent+"  ")
		case m.Elem != nil:
			of := named(m.Name)
			name := examples[of]
			b.WriteString("\n#" + indent + "  " + name + ":")
			if len(m.Elem.Keys) == 0 {
				b.WriteString(" " + example(m.Elem, path+"."+of) + "\n")
				continue
			}
			b.WriteByte('\n')
			writeTemplate(b, m.Elem, path+"."+of+".", indent+"    ")
		default:
			b.WriteString(" " + example(m, path) + "\n")
		}
	}
}

// alsoAbove reports whether a key of a profile means the same as one of the file: those are listed once.
func alsoAbove(prefix, name string) bool {
	return prefix == profilePrefix && slices.ContainsFunc(table().Keys, func(top strict.Key) bool {
		return top.Name == name
	})
}

const profilePrefix = "profiles.NAME."

// explanation is what a key is for, and which values it takes where they are few.
func explanation(k *strict.Key) string {
	text := k.Doc
	if k.Name == "profiles" {
		text += "; each may also have settings and limits of its own, by the keys of the file"
	}
	if k.Required {
		text += " (required)"
	}
	if len(k.Words) > 0 {
		text += ": " + strings.Join(k.Words, ", ")
	}
	return text
}

// examples are the values of the template by the key of [Rows], and what is there for NAME and the like.
var examples = map[string]string{
	"NAME": "prod", "PRODUCT": "zenlayer-bmc", "CURRENCY": "USD", "KEY": "zone",
	"profile":                                   "prod",
	"profiles.NAME.label":                       "Production",
	"profiles.NAME.defaults.KEY":                "SEL-A",
	"profiles.NAME.products.PRODUCT.name":       "default",
	"profiles.NAME.products.PRODUCT.key_id_env": "PROD_KEY_ID",
	"profiles.NAME.products.PRODUCT.secret_env": "PROD_SECRET",
	"profiles.NAME.products.PRODUCT.token_env":  "PROD_TOKEN",
	"profiles.NAME.products.PRODUCT.endpoint":   endpointExample,
	"profiles.NAME.products.PRODUCT.version":    "2022-11-20",
	"templates":                                 "~/orders",
	"theme":                                     "contrast",
	"limits.per_order.CURRENCY":                 "1000",
	"limits.per_day.CURRENCY":                   "5000",
	"limits.instances":                          "20",
	"limits.instances_per_day":                  "50",
	"notify.webhook.url":                        "https://example.com/hook",
	"notify.webhook.secret_env":                 "HOOK_SECRET",
	"endpoints.PRODUCT":                         endpointExample,
	"state":                                     "~/.local/state/metalwright",
	"log_file":                                  "~/metalwright.log",
}

const endpointExample = "https://console.zenlayer.com"

// example is a value that the key may have: the default where it has one.
func example(k *strict.Key, path string) string {
	for _, a := range Actions() {
		if path == "keys."+a.Name {
			return strict.Scalar(a.Key)
		}
	}
	switch text, ok := examples[path]; {
	case ok && k.Kind == strict.Text:
		return strict.Scalar(text)
	case ok:
		return text
	case len(k.Words) > 0:
		return strict.Scalar(k.Words[0])
	default:
		return fmt.Sprint(k.Kind != strict.Boolean)
	}
}
