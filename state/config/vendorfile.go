package config

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/metalwright/metalwright/provider"
)

// fallback is the entry that all the vendors' tools use when none is named.
const fallback = "default"

// soon is how long before its end a temporary credential counts as expired: an order takes that long.
const soon = 5 * time.Minute

// zeno reads ~/.zenlayer/credentials.json: a map of profiles, each with a key or with a token.
func (l Places) zeno(name string) (Credential, []*Error, error) {
	path := l.home(".zenlayer", "credentials.json")
	b, warnings, err := l.read(path)
	if err != nil {
		return Credential{}, nil, err
	}
	var profiles map[string]struct {
		KeyID  string `json:"access_key_id"`
		Secret string `json:"access_key_secret"`
		Token  string `json:"token"`
	}
	if json.Unmarshal(b, &profiles) != nil { // its error may quote what stands there
		return Credential{}, warnings, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	name = cmp.Or(name, l.value("ZENLAYER_PROFILE"), l.currentZeno(), fallback)
	p, ok := profiles[name]
	if !ok {
		return Credential{}, warnings, &Error{Reason: ReasonEntry, Names: []string{path}, Text: name}
	}
	if p.KeyID == "" && p.Secret == "" && p.Token != "" {
		return Credential{}, warnings, &Error{Reason: ReasonKeyless, Names: []string{path}, Text: "token"}
	}
	c, err := whole(p.KeyID, p.Secret, "", OriginFile, path+"#"+name)
	return c, warnings, err
}

// currentZeno is the profile that the tool's own settings name.
func (l Places) currentZeno() string {
	b, _, err := l.read(l.home(".zenlayer", "config.json"))
	if err != nil {
		return ""
	}
	var c struct {
		Current string `json:"current_profile"`
	}
	if json.Unmarshal(b, &c) != nil {
		return ""
	}
	return c.Current
}

// tccli reads ~/.tccli/NAME.credential. Temporary credentials are taken while they last; the tool renews them, not we.
func (l Places) tccli(name string) (Credential, []*Error, error) {
	name = cmp.Or(name, l.value("TCCLI_PROFILE"), fallback)
	if !entryName.MatchString(name) {
		return Credential{}, nil, &Error{Reason: ReasonEntry, Names: []string{"TCCLI_PROFILE"}, Text: name}
	}
	path := l.home(".tccli", name+".credential")
	b, warnings, err := l.read(path)
	if err != nil {
		return Credential{}, nil, err
	}
	var f struct {
		KeyID   string  `json:"secretId"`
		Secret  string  `json:"secretKey"`
		Token   string  `json:"token"`
		Role    string  `json:"role-arn"`
		Type    string  `json:"type"`
		Expires float64 `json:"expiresAt"` // Unix seconds
	}
	if json.Unmarshal(b, &f) != nil {
		return Credential{}, warnings, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	switch {
	case f.Type == "cvm-role" || f.Role != "":
		return Credential{}, warnings, &Error{Reason: ReasonKeyless, Names: []string{path}, Text: "role"}
	case f.Expires > 0 && l.Now != nil && !l.Now().Add(soon).Before(time.Unix(int64(f.Expires), 0)):
		at := time.Unix(int64(f.Expires), 0).UTC().Format(time.RFC3339)
		return Credential{}, warnings, &Error{Reason: ReasonExpired, Names: []string{path}, Text: at}
	}
	c, err := whole(f.KeyID, f.Secret, f.Token, OriginFile, path)
	return c, warnings, err
}

// tencent reads the INI file of the vendor's SDKs.
func (l Places) tencent(name string) (Credential, []*Error, error) {
	path := cmp.Or(l.value("TENCENTCLOUD_CREDENTIALS_FILE"), l.home(".tencentcloud", "credentials"))
	b, warnings, err := l.read(path)
	if err != nil {
		return Credential{}, nil, err
	}
	sections, ok := parseINI(b)
	if !ok {
		return Credential{}, warnings, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	name = cmp.Or(name, fallback)
	s, ok := sections[name]
	if !ok {
		return Credential{}, warnings, &Error{Reason: ReasonEntry, Names: []string{path}, Text: name}
	}
	c, err := whole(s["secret_id"], s["secret_key"], s["token"], OriginFile, path+"#"+name)
	return c, warnings, err
}

// parseINI reads sections of key = value; lines that begin with # or ; are comments.
func parseINI(b []byte) (map[string]map[string]string, bool) {
	sections := map[string]map[string]string{}
	var section map[string]string
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			name := strings.TrimSpace(line[1 : len(line)-1])
			if sections[name] == nil {
				sections[name] = map[string]string{}
			}
			section = sections[name]
		default:
			key, value, ok := strings.Cut(line, "=")
			if !ok || section == nil {
				return nil, false
			}
			section[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return sections, lines.Err() == nil
}

// Service is what our entries of the keyring belong to; the user of an entry is the name in the profile.
const Service = "metalwright"

// keyring reads the entry of the keyring: JSON with key_id, secret and, with temporary keys, token.
func (l Places) keyring(ref Ref) (Credential, error) {
	name := cmp.Or(ref.Name, fallback)
	source := "keyring:" + Service + "/" + name
	if l.Keyring == nil {
		return Credential{}, &Error{Reason: ReasonKeyring, Names: []string{source}}
	}
	text, err := l.Keyring.Get(Service, name)
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return Credential{}, &Error{Reason: ReasonEntry, Names: []string{source}, Text: name}
	case err != nil:
		return Credential{}, &Error{Reason: ReasonKeyring, Names: []string{source}, Err: err}
	}
	var f struct {
		KeyID  string `json:"key_id"`
		Secret string `json:"secret"`
		Token  string `json:"token"`
	}
	if json.Unmarshal([]byte(text), &f) != nil {
		return Credential{}, &Error{Reason: ReasonContent, Names: []string{source}}
	}
	return whole(f.KeyID, f.Secret, f.Token, OriginKeyring, source)
}

// whole is a credential from a place, if it has both halves.
func whole(keyID, secret, token string, origin Origin, source string) (Credential, error) {
	switch {
	case keyID == "" && secret == "":
		return Credential{}, &Error{Reason: ReasonEntry, Names: []string{source}}
	case keyID == "" || secret == "":
		return Credential{}, &Error{Reason: ReasonIncomplete, Names: []string{source}}
	}
	return Credential{
		KeyID: keyID, Secret: provider.NewSecret(secret), Token: provider.NewSecret(token), Origin: origin, Source: source,
	}, nil
}
