package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"
)

// Catalogue is what the cloud sells, and what the account had before metalwright came. It does not change while the
// cloud runs; what is bought and made later is in the tables.
type Catalogue struct {
	Account  Account
	Products map[string]*Product // by product: "zenlayer-bmc"
}

// Account is what all products share.
type Account struct {
	UID          string     `json:"uid"`
	Currency     string     `json:"currency"`
	Cash         float64    `json:"cash"`
	Credit       float64    `json:"credit"`
	Quota        int        `json:"quota"` // machines of one product that the account may hold; 0: no limit
	DefaultGroup string     `json:"defaultGroup"`
	Groups       []Group    `json:"groups"`
	KeyPairs     []*KeyPair `json:"keyPairs"`
	Clusters     []*Cluster `json:"clusters"`
}

// Group is a resource group.
type Group struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

// KeyPair is the public half of a login key.
type KeyPair struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	PublicKey   string    `json:"publicKey"` // one or more lines as in authorized_keys
	Description string    `json:"description"`
	Created     time.Time `json:"created"`
}

// Cluster is bandwidth that several machines share.
type Cluster struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	NetworkType string    `json:"networkType"`
	Line        string    `json:"line"`
	Product     string    `json:"product"`
	AreaCode    string    `json:"areaCode"`
	Charge      string    `json:"charge"`
	CommitMbps  int       `json:"commitMbps"`
	Location    string    `json:"location"`
	Created     time.Time `json:"created"`
	Group       string    `json:"group"`
	Cities      []City    `json:"cities"`
	Tags        []Label   `json:"tags"`
}

// City is a place that a cluster reaches.
type City struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

// Group returns the resource group with the id.
func (a *Account) Group(id string) (Group, bool) {
	return find(a.Groups, id, func(g Group) string { return g.ID })
}

// Cluster returns the bandwidth cluster with the id.
func (a *Account) Cluster(id string) (*Cluster, bool) {
	return find(a.Clusters, id, func(c *Cluster) string { return c.ID })
}

// LoadCatalogue reads account.json and one folder per product from the root of files. Whatever file is missing counts
// as empty; an unknown key is an error.
func LoadCatalogue(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{Products: map[string]*Product{}}
	r := &reader{files: files}
	if err := r.load("account.json", &c.Account); err != nil {
		return nil, err
	}
	folders, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		loaded, err := r.product(folder.Name())
		if err != nil {
			return nil, err
		}
		c.Products[folder.Name()] = loaded
	}
	return c, nil
}

// Product returns what the product sells; an empty one when the catalogue does not have it.
func (c *Catalogue) Product(name string) *Product {
	if s, ok := c.Products[name]; ok {
		return s
	}
	return &Product{}
}

// reader reads the files of a catalogue, one after the other by one decoder, whose buffer each would have to fill anew.
type reader struct {
	files   fs.FS
	file    fs.File // that is read
	decoder *json.Decoder
}

// Read reads from the file.
func (r *reader) Read(p []byte) (int, error) { return r.file.Read(p) }

// load reads the only value of a file, when there is one.
func (r *reader) load(name string, v any) error {
	f, err := r.files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	r.file = f
	if r.decoder == nil {
		r.decoder = json.NewDecoder(r)
		r.decoder.DisallowUnknownFields()
	}
	switch err := r.decoder.Decode(v); {
	case errors.Is(err, io.EOF): // an empty file, behind which this decoder reads nothing more
		r.decoder = nil
		return nil
	case err != nil:
		return fmt.Errorf("read %s: %w", name, err)
	}
	rest, err := io.ReadAll(io.MultiReader(r.decoder.Buffered(), f))
	if err != nil || len(bytes.TrimSpace(rest)) > 0 {
		return fmt.Errorf("read %s: there is more than one value", name)
	}
	return nil
}

// product reads the folder of a product.
func (r *reader) product(product string) (*Product, error) {
	s := &Product{}
	for name, v := range map[string]any{
		"zones.json": &s.Zones, "types.json": &s.Types, "images.json": &s.Images, "vpc-regions.json": &s.VPCRegions,
		"vpcs.json": &s.VPCs, "subnets.json": &s.Subnets, "eips.json": &s.EIPs, "cidrs.json": &s.CIDRs,
		"edge.json": &s.Edge, "security-groups.json": &s.Groups,
	} {
		if err := r.load(path.Join(product, name), v); err != nil {
			return nil, err
		}
	}
	return s, s.index()
}

func find[T any](rows []T, id string, key func(T) string) (T, bool) {
	for _, r := range rows {
		if key(r) == id {
			return r, true
		}
	}
	var zero T
	return zero, false
}
