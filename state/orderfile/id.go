package orderfile

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"

	"github.com/metalwright/metalwright/provider"
)

// letters are those of an order's id: digits and letters without i, l, o and u, as in ids made at random.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// ID is the id of the order for s at the account: the same for every layout of the same answers, another one for any other answer or
// account. Secrets do not count, nor does a missing count that is 1 anyway.
func ID(s provider.Spec, account string) string {
	s = normal(s)
	text, err := json.Marshal(struct {
		Format  string        `json:"format"`
		Account string        `json:"account"`
		Spec    provider.Spec `json:"spec"`
	}{"metalwright order v1", account, s})
	if err != nil { // a NaN, which no file holds: still not the id of anything else
		text = []byte(err.Error() + account)
	}
	sum := sha256.Sum256(text)
	const bytes = 5 // 8 letters
	return "o-" + base32.NewEncoding(letters).WithPadding(base32.NoPadding).EncodeToString(sum[:bytes])
}

// OrderID is the file's own id, or the hash of its answers and the account.
func (f *File) OrderID(account string) string {
	if f.ID != "" {
		return f.ID
	}
	return ID(f.Spec, account)
}

// normal is s with what means the same written alike.
func normal(s provider.Spec) provider.Spec {
	s = s.Clone()
	s.Count = s.Machines()
	s.Access.Password, s.Access.InitScript = provider.Secret{}, provider.Secret{}
	for i := range s.Storage.DataDisks {
		s.Storage.DataDisks[i].Count = max(s.Storage.DataDisks[i].Count, 1)
	}
	return s
}
