package config

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// MaxFile is the most bytes that a configuration file may have.
const MaxFile = 256 << 10

// File is a configuration file. The zero value is an empty one.
type File struct {
	Path     string    // "" when there is no file
	Profiles []Profile // in the order of the file
	Limits   policy.Limits
	Notify   Notify

	// Keys are the keys that actions have, by their usual ones: see [Actions].
	Keys map[string]string

	templates string // as it is written; "" when it is not
	unasked   bool   // machines that run are not asked whether their login port answers
	settings  map[Name]setting
	doc       *strict.Document // nil when there is no file
}

// setting is a value and where it is written.
type setting struct{ text, source string }

// Profile is a named account.
type Profile struct {
	Name     string
	Label    string // of the account, "" when it has none: see [AccountName]
	Products map[provider.ProductID]Ref
	Defaults Answers
	Limits   policy.Limits // on orders with the profile, in addition to those of the file

	settings map[Name]setting
}

// Problems of a file are like those of order files: with line, column, key, the allowed values and the nearest right
// key.
type (
	// FileError is all problems of a file.
	FileError = strict.Error
	// problem is one of them.
	problem = strict.Problem
)

// Path is where the configuration file is: flag, METALWRIGHT_CONFIG, then below XDG_CONFIG_HOME or ~/.config. A file
// that was named has to be there (named is true); another one need not. "" is nowhere. The error is a path that is
// certainly a mistake, as [ExpandPath] has it, or a relative XDG_CONFIG_HOME.
func Path(flag string, env Lookup, home string) (path, source string, named bool, err error) {
	v := Value{Text: flag, Source: "--" + string(Config)}
	if flag == "" {
		v = Value{Text: value(env, Config.Variable()), Source: Config.Variable()}
	}
	if v.Text != "" {
		path, reason := ExpandPath(v.Text, home)
		if reason != "" {
			return "", v.Source, true, v.fault(reason, v.Text)
		}
		return path, v.Source, true, nil
	}
	if x := value(env, "XDG_CONFIG_HOME"); x != "" {
		v = Value{Text: x, Source: "XDG_CONFIG_HOME", Origin: OriginDefault}
		dir, err := FilePath(v, "", home)
		if err != nil {
			return "", v.Source, false, err
		}
		return filepath.Join(dir, "metalwright", "config.yaml"), v.Source, false, nil
	}
	if home == "" {
		return "", "", false, nil
	}
	return filepath.Join(home, ".config", "metalwright", "config.yaml"), "", false, nil
}

// Parse reads a configuration file, YAML or JSON. The error is a [*FileError].
func Parse(data []byte, path string, products []*provider.Product) (*File, error) {
	doc, problems := strict.Read(data, table(), MaxFile)
	r := reader{doc: doc, path: path, products: products, problems: problems}
	f := r.file()
	if err := strict.Fail(path, r.problems); err != nil {
		return nil, err
	}
	return f, nil
}

// Layer is the settings of the file itself.
func (f *File) Layer() Layer { return layer(OriginFile, f.settings) }

// ProfileLayer is the settings of the profile; "" means no profile. The error is [ReasonProfile].
func (f *File) ProfileLayer(name string) (Layer, error) {
	if name == "" {
		return layer(OriginProfile, nil), nil
	}
	p, err := f.Profile(name)
	return layer(OriginProfile, p.settings), err
}

func layer(o Origin, settings map[Name]setting) Layer {
	return Layer{Origin: o, Get: func(n Name) (string, string, bool) {
		s, ok := settings[n]
		return s.text, s.source, ok
	}}
}

// Profile returns the profile with the name. The error is [ReasonProfile], its Names the profiles that there are.
func (f *File) Profile(name string) (Profile, error) {
	var names []string
	for _, p := range f.Profiles {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, &Error{Reason: ReasonProfile, Text: name, Names: names}
}

// Default is the name of the profile that is used when none is named; "" when the file sets none.
func (f *File) Default() string { return f.settings[UseProfile].text }

// Named returns the profiles that text names, separated by commas, each once. The error is [ReasonProfile].
func (f *File) Named(text string) ([]Profile, error) {
	if p, err := f.Profile(text); err == nil {
		return []Profile{p}, nil
	}
	var all []Profile
	for name := range strings.SplitSeq(text, ",") {
		p, err := f.Profile(name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(x Profile) bool { return x.Name == p.Name }) {
			all = append(all, p)
		}
	}
	return all, nil
}

// reader turns the document into a file.
type reader struct {
	doc      *strict.Document
	path     string
	products []*provider.Product
	problems []problem
}

func (r *reader) fault(path string, p problem) {
	p.Line, p.Column = r.doc.Place(path)
	p.Key = path
	r.problems = append(r.problems, p)
}

func (r *reader) file() *File {
	v := r.doc.Value
	f := &File{Path: r.path, doc: r.doc, settings: r.settings(v, ""), Limits: limits(v), Notify: notify(v)}
	f.templates = str(v, "templates")
	f.Keys = r.keys(object(v, "keys"))
	if ask, set := v["ready"].(bool); set {
		f.unasked = !ask
	}
	r.currencies("limits.per_order", object(object(v, "limits"), "per_order"))
	r.currencies("limits.per_day", object(object(v, "limits"), "per_day"))
	profiles := object(v, "profiles")
	names := make([]string, 0, len(profiles))
	for name := range profiles {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return r.doc.Compare("profiles."+a, "profiles."+b) })
	for _, name := range names {
		f.Profiles = append(f.Profiles, r.profile(name, object(profiles, name)))
	}
	return f
}

func (r *reader) currencies(path string, m map[string]any) {
	for code := range m {
		if !currency().MatchString(code) {
			r.fault(path+"."+code, problem{Reason: strict.ReasonFormat, Got: code, Allowed: "USD"})
		}
	}
}

func (r *reader) profile(name string, v map[string]any) Profile {
	prefix := "profiles." + name + "."
	p := Profile{
		Name: name, Label: str(v, "label"), settings: r.settings(v, prefix), Products: map[provider.ProductID]Ref{},
		Defaults: r.answers(prefix+"defaults.", object(v, "defaults")), Limits: limits(v),
	}
	for _, key := range []string{"per_order", "per_day"} {
		r.currencies(prefix+"limits."+key, object(object(v, "limits"), key))
	}
	for id, x := range object(v, "products") {
		m, _ := x.(map[string]any)
		p.Products[provider.ProductID(id)] = r.ref(prefix+"products."+id, provider.ProductID(id), m)
	}
	return p
}

// settings takes the settings out of v, whose keys begin with prefix.
func (r *reader) settings(v map[string]any, prefix string) map[Name]setting {
	out := map[Name]setting{}
	for _, n := range Names() {
		key := strings.ReplaceAll(string(n), "-", "_")
		var text string
		switch x := v[key].(type) {
		case string:
			text = x
		case bool:
			text = strconv.FormatBool(x)
		default:
			continue
		}
		out[n] = setting{text, r.place(prefix + key)}
	}
	if e := r.endpoints(v, prefix); e != "" {
		out[Endpoint] = setting{e, r.place(prefix + "endpoints")}
	}
	return out
}

// endpoints is the endpoints of v as --endpoint would have them.
func (r *reader) endpoints(v map[string]any, prefix string) string {
	all := object(v, "endpoints")
	var parts []string
	for id := range all {
		path := prefix + "endpoints." + id
		r.product(path, provider.ProductID(id))
		r.endpoint(path, str(all, id))
		parts = append(parts, id+"="+str(all, id))
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

func (r *reader) endpoint(path, text string) {
	if _, reason := parseEndpoint(text); reason != "" {
		r.fault(path, problem{Reason: strict.ReasonFormat, Allowed: "https://example.com; http:// for this machine alone"})
	}
}

// place is the position of a key, for people.
func (r *reader) place(key string) string {
	line, _ := r.doc.Place(key)
	return r.path + ":" + strconv.Itoa(line)
}

// product returns the product with the id; nil when it does not exist, which is a problem at path.
func (r *reader) product(path string, id provider.ProductID) *provider.Product {
	var ids []string
	for _, p := range r.products {
		if p.ID == id {
			return p
		}
		ids = append(ids, string(p.ID))
	}
	r.fault(path, problem{
		Reason: strict.ReasonUnknown, Allowed: strings.Join(ids, ", "),
		Nearest: provider.Nearest(string(id), ids),
	})
	return nil
}

func object(v map[string]any, key string) map[string]any {
	m, _ := v[key].(map[string]any)
	return m
}

func str(v map[string]any, key string) string {
	s, _ := v[key].(string)
	return s
}

// AsksReady reports whether machines that run are asked whether their login port answers.
func (f *File) AsksReady() bool { return !f.unasked }
