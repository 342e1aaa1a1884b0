package config

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
)

// fallback is the entry that all the vendors' tools use when no entry is named.
const fallback = "default"

// soon is how long before its end a temporary credential counts as expired: an order takes that long.
const soon = 5 * time.Minute

// zeno reads ~/.zenlayer/credentials.json: a map of profiles, each with a key or with a token.
func (l toolFiles) zeno(name string) (Credential, []*Error, error) {
	want := l.wanted(name, variables(SourceZeno))
	if want.free {
		var err error
		if want, err = l.currentZeno(); err != nil {
			return Credential{}, nil, err
		}
	}
	path := l.home(".zenlayer", "credentials.json")
	b, warnings, err := l.read(path)
	if err != nil {
		return Credential{}, nil, want.unread(err)
	}
	var profiles map[string]struct {
		KeyID  string `json:"access_key_id"`
		Secret string `json:"access_key_secret"`
		Token  string `json:"token"`
	}
	if json.Unmarshal(b, &profiles) != nil || len(profiles) == 0 { // its error may quote the content
		return Credential{}, warnings, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	p, ok := profiles[want.name]
	if !ok {
		return Credential{}, warnings, want.lacking(path, slices.Collect(maps.Keys(profiles)))
	}
	if p.KeyID == "" && p.Secret == "" && p.Token != "" {
		return Credential{}, warnings, &Error{Reason: ReasonKeyless, Names: []string{path}, Text: "token"}
	}
	c, err := want.whole(p.KeyID, p.Secret, "", path+"#"+want.name)
	return c, warnings, err
}

// currentZeno is the profile that the tool's own settings name. A missing file names none, and neither does "default",
// which the tool writes by itself.
func (l toolFiles) currentZeno() (entry, error) {
	path := l.home(".zenlayer", "config.json")
	free := entry{name: fallback, free: true}
	b, _, err := l.read(path)
	if e, ok := errors.AsType[*Error](err); ok && e.Reason == ReasonNoKey {
		return free, nil
	}
	if err != nil {
		return free, err
	}
	var c struct {
		Current string `json:"current_profile"`
	}
	if json.Unmarshal(b, &c) != nil || members(b) < 0 {
		return free, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	if c.Current == "" || c.Current == fallback {
		return free, nil
	}
	return entry{name: c.Current, by: path}, nil
}

// tccli reads ~/.tccli/NAME.credential. Temporary credentials are taken while they last; the tool renews them, not we.
func (l toolFiles) tccli(name string) (Credential, []*Error, error) {
	want := l.wanted(name, variables(SourceTCCLI))
	if !entryName().MatchString(want.name) {
		return Credential{}, nil, want.lacking(l.home(".tccli"), l.entriesTCCLI())
	}
	path := l.home(".tccli", want.name+suffixTCCLI)
	b, warnings, err := l.read(path)
	if e, ok := errors.AsType[*Error](err); ok && e.Reason == ReasonNoKey {
		return Credential{}, nil, want.lacking(l.home(".tccli"), l.entriesTCCLI())
	}
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
	if n := members(b); json.Unmarshal(b, &f) != nil || n < 0 || n == 0 && want.free {
		return Credential{}, warnings, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	switch {
	case f.Type == "cvm-role" || f.Role != "":
		return Credential{}, warnings, &Error{Reason: ReasonKeyless, Names: []string{path}, Text: "role"}
	case f.Expires > 0 && l.Now != nil && !l.Now().Add(soon).Before(time.Unix(int64(f.Expires), 0)):
		at := time.Unix(int64(f.Expires), 0).UTC().Format(time.RFC3339)
		return Credential{}, warnings, &Error{Reason: ReasonExpired, Names: []string{path}, Text: at}
	}
	c, err := want.whole(f.KeyID, f.Secret, f.Token, path)
	c = c.inRegion(l.regionTCCLI(want.name))
	return c, warnings, err
}

// members is how many members a JSON object has; negative for null and for what is no object.
func members(b []byte) int {
	var all map[string]json.RawMessage
	if json.Unmarshal(b, &all) != nil || all == nil {
		return -1
	}
	return len(all)
}

// regionTCCLI is the region in the tool's settings of the profile; "" when they name none. It only decides where to
// ask first, so unreadable settings are no error.
func (l toolFiles) regionTCCLI(name string) string {
	b, _, err := l.read(l.home(".tccli", name+".configure"))
	var f struct {
		Region     string `json:"region"` // of old versions of the tool
		Parameters struct {
			Region string `json:"region"`
		} `json:"_sys_param"`
	}
	if err != nil || json.Unmarshal(b, &f) != nil {
		return ""
	}
	return cmp.Or(f.Parameters.Region, f.Region)
}

// regionName is what the vendors' regions look like; a header of each request holds one.
var regionName = pattern.Lazy(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// inRegion is c with text behind its regions, if it may be one.
func (c Credential) inRegion(text string) Credential {
	if len(text) <= 64 && regionName().MatchString(text) {
		c.Regions = append(c.Regions, text)
	}
	return c
}

// suffixTCCLI is how the names of the tool's files end.
const suffixTCCLI = ".credential"

// entriesTCCLI are the profiles of the tool that there are.
func (l toolFiles) entriesTCCLI() []string {
	if l.Home == "" {
		return nil
	}
	files, err := os.ReadDir(l.home(".tccli"))
	if err != nil {
		return nil // the caller reports that the entry is missing
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), suffixTCCLI); ok {
			names = append(names, name)
		}
	}
	return names
}

// tencent reads the INI file of the vendor's SDKs.
func (l toolFiles) tencent(name string) (Credential, []*Error, error) {
	want := l.wanted(name, "")
	path, by := l.home(".tencentcloud", "credentials"), variables(SourceTencent)
	if v := Sources(l).value(by); v != "" {
		var reason Reason
		if path, reason = ExpandPath(v, l.Home); reason != "" {
			return Credential{}, nil, &Error{Reason: reason, Names: []string{by}, Text: v}
		}
		want.by, want.free = by, false
	}
	b, warnings, err := l.read(path)
	if err != nil {
		return Credential{}, nil, want.unread(err)
	}
	sections, ok := parseINI(b)
	if !ok || len(sections) == 0 && want.free {
		return Credential{}, warnings, &Error{Reason: ReasonContent, Names: []string{path}}
	}
	s, ok := sections[want.name]
	if !ok {
		return Credential{}, warnings, want.lacking(path, slices.Collect(maps.Keys(sections)))
	}
	c, err := want.whole(s["secret_id"], s["secret_key"], s["token"], path+"#"+want.name)
	c = c.inRegion(s["region"])
	return c, warnings, err
}

// parseINI reads sections of key = value; lines that begin with # or ; are comments.
func parseINI(b []byte) (map[string]map[string]string, bool) {
	sections := map[string]map[string]string{}
	var section map[string]string
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
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

// keyringService is what our entries of the keyring belong to; the user of an entry is the name in the profile.
const keyringService = "metalwright"

// keyring reads the entry of the keyring: JSON with key_id, secret and, with temporary keys, token.
func (l Sources) keyring(ref Ref) (Credential, error) {
	name := cmp.Or(ref.Name, fallback)
	source := "keyring:" + keyringService + "/" + name
	if l.Keyring == nil {
		return Credential{}, &Error{Reason: ReasonKeyring, Names: []string{source}}
	}
	text, err := l.Keyring.Get(keyringService, name)
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
	return whole(f.KeyID, f.Secret, f.Token, originKeyring, source)
}

// whole is a credential from a place, if it has both halves.
func whole(keyID, secret, token string, origin Origin, source string) (Credential, error) {
	switch {
	case keyID == "" && secret == "":
		return Credential{}, &Error{Reason: ReasonEntryEmpty, Names: []string{source}}
	case keyID == "" || secret == "":
		return Credential{}, &Error{Reason: ReasonIncomplete, Names: []string{source}}
	case !keySigns(keyID), !keySigns(secret), !keySigns(token):
		return Credential{}, &Error{Reason: ReasonKeySigns, Names: []string{source}}
	}
	return Credential{
		KeyID: keyID, Secret: provider.NewSecret(secret), Token: provider.NewSecret(token), Origin: origin, Source: source,
	}, nil
}

// keySigns reports whether text consists of the characters that keys have: ASCII without blanks and line ends, and
// without quotes around it, which files of variables pass on to programs (docker run --env-file, systemd). With any
// other character a request fails without saying why.
func keySigns(text string) bool {
	const quotes = "\"'`"
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	return strings.Trim(text, quotes) == text && !strings.ContainsFunc(text, odd)
}
