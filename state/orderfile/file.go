// Package orderfile reads and writes order files, which say what to buy, in YAML or JSON, strictly. It also freezes a
// checked and priced order as a plan.
package orderfile

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// MaxSize is the most bytes that an order file may have: twice a script of 32 KB with every character escaped.
const MaxSize = 512 << 10

// File is an order file. The secrets of its Spec are not set: [File.Resolve] fetches them from their sources.
type File struct {
	ID         string // "" when the file has no id: then it is that of its answers, see package identity
	Profile    string // whose account pays; "" leaves it to the program
	Spec       provider.Spec
	ReleaseAt  When   // zero when someone releases the order
	Password   Source // zero when no password is asked for
	InitScript Source // zero when there is no script
	Note       string // the comment that [File.YAML] writes above the answers; "" for no comment
	// Filled says where answers that are not in the file itself come from: "config.yaml:12". nil when all are in the
	// file.
	Filled map[provider.Field]string
	// Names are what answers are called, which [File.YAML] writes behind them as comments.
	Names map[provider.Field]string

	name string           // of the file that was read
	doc  *strict.Document // the positions of the keys; nil when the file was not read
}

// problem is one fault of an order file: line, column, key, the allowed values, and the right key with the most
// similar spelling.
type problem = strict.Problem

// Error is all problems of a file, sorted by place.
type Error = strict.Error

// Decode reads an order file, YAML or JSON, for one of the products. name is the file's in errors. The error is an
// [*Error] with all problems; the file is nil then.
func Decode(data []byte, name string, products []*provider.Product) (*File, error) {
	doc, problems := strict.Read(data, table(), MaxSize)
	problems = append(problems, fitProduct(doc, products)...)
	problems = append(problems, conflicts(doc)...)
	if err := strict.Fail(name, problems); err != nil {
		return nil, err
	}
	f := &File{name: name, doc: doc}
	if err := f.fill(doc.Value); err != nil {
		return nil, strict.Fail(name, []problem{{Reason: strict.ReasonSyntax}})
	}
	return f, nil
}

// Name is what the file that was read is called; "" when it was not read.
func (f *File) Name() string { return f.name }

// Place is the position of the answer in the file that was read, or of the group around it; 0, 0 when it is not there.
func (f *File) Place(field provider.Field) (line, column int) {
	if f.doc == nil {
		return 0, 0
	}
	return f.doc.Place(string(field))
}

// fill takes the answers out of the document's value: the spec has the same shape, but for the secrets and the tags.
func (f *File) fill(value map[string]any) error {
	f.ID, _ = value["id"].(string)
	f.Profile, _ = value["profile"].(string)
	if text, ok := value["release_at"].(string); ok {
		f.ReleaseAt, _ = ParseWhen(text) // the table has checked it
	}
	if a, ok := value["access"].(map[string]any); ok {
		if text, ok := a["password"].(string); ok {
			f.Password, _ = passwordSource(text)
		}
		if text, ok := a["init_script"].(string); ok {
			f.InitScript = scriptSource(text)
		}
	}
	if m, ok := value["tags"].(map[string]any); ok {
		value["tags"] = f.tagList(m)
	}
	return f.into(value)
}

func (f *File) into(value map[string]any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, &f.Spec)
}

// tagList is the tags in the order of the file.
func (f *File) tagList(m map[string]any) []any {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return f.doc.Compare("tags."+a, "tags."+b) })
	list := make([]any, 0, len(m))
	for _, k := range keys {
		list = append(list, map[string]any{"key": k, "value": m[k]})
	}
	return list
}

// fitProduct finds keys that the product does not know.
func fitProduct(doc *strict.Document, products []*provider.Product) []problem {
	id, ok := doc.Value["product"].(string)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(products, func(p *provider.Product) bool { return string(p.ID) == id })
	if i < 0 {
		var ids []string
		for _, p := range products {
			ids = append(ids, string(p.ID))
		}
		line, column := doc.Place("product")
		return []problem{{
			Line: line, Column: column, Key: "product", Reason: strict.ReasonWord, Got: strict.Shown(id),
			Allowed: strings.Join(ids, ", "), Nearest: provider.Nearest(id, ids),
		}}
	}
	var problems []problem
	for _, a := range provider.Answers() {
		f := a.Field
		if !doc.Has(string(f)) || products[i].Has(f) {
			continue
		}
		line, column := doc.Place(string(f))
		problems = append(problems, problem{
			Line: line, Column: column, Key: string(f), Reason: strict.ReasonProduct, Got: id, Allowed: knowing(products, f),
		})
	}
	return problems
}

// knowing lists the products that know the answer.
func knowing(products []*provider.Product, f provider.Field) string {
	var ids []string
	for _, p := range products {
		if p.Has(f) {
			ids = append(ids, string(p.ID))
		}
	}
	return strings.Join(ids, ", ")
}

// conflicts finds keys that exclude each other.
func conflicts(doc *strict.Document) []problem {
	const level, arrays = "storage.raid.level", "storage.raid.arrays"
	if !doc.Has(level) || !doc.Has(arrays) {
		return nil
	}
	line, column := doc.Place(arrays)
	return []problem{{Line: line, Column: column, Key: arrays, Reason: strict.ReasonConflict, Allowed: level}}
}

func decimal(n int) json.Number { return json.Number(strconv.Itoa(n)) }
