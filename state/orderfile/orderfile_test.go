package orderfile_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/orderfile"
)

const whole = `# three machines
metalwright: v1
product: zenlayer-bmc
zone: SEL-A
type: M6C
count: 3
name: web-[1,3]
billing:
  charge: prepaid
  months: 12
network: {charge: ByBandwidth, bandwidth_mbps: 100, nic: {wan: wan0}}
storage:
  raid: {arrays: [{level: 1, disks: [1, 2]}]}
  partitions:
    - {path: /, fs: ext4, size_gb: 100}
access:
  password: env:WEB_PASSWORD
  init_script: |
    #!/bin/sh
    echo hello
tags: {team: edge, env: prod}
`

func TestDecode(t *testing.T) {
	t.Parallel()
	f, err := orderfile.Decode([]byte(whole), "web.yaml", products())
	if err != nil {
		t.Fatalf("Decode() = %v", err)
	}
	want := provider.Spec{
		Product: "zenlayer-bmc", Zone: "SEL-A", Type: "M6C", Count: 3, Name: "web-[1,3]",
		Billing: provider.Billing{Charge: provider.Prepaid, Months: 12},
		Network: provider.Network{Charge: "ByBandwidth", BandwidthMbps: 100, NIC: provider.NIC{WAN: "wan0"}},
		Storage: provider.Storage{
			RAID:       &provider.RAID{Arrays: []provider.Array{{Level: 1, Disks: []int{1, 2}}}},
			Partitions: []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 100}},
		},
		Tags: []provider.Tag{{Key: "team", Value: "edge"}, {Key: "env", Value: "prod"}},
	}
	if !reflect.DeepEqual(f.Spec, want) {
		t.Errorf("Decode() = %+v, want %+v", f.Spec, want)
	}
	if got := f.Password.String(); got != "env:WEB_PASSWORD" {
		t.Errorf("Password = %s, want env:WEB_PASSWORD", got)
	}
	if got := f.InitScript.Text.Reveal(); got != "#!/bin/sh\necho hello\n" {
		t.Errorf("InitScript = %q", got)
	}
	for field, want := range map[provider.Field]string{
		provider.FieldZone: "4:1", provider.FieldMonths: "10:3", provider.FieldRAID: "13:3",
		provider.FieldIPv6: "11:1", provider.FieldIPXE: "0:0",
	} {
		line, column := f.Place(field)
		if got := fmt.Sprintf("%d:%d", line, column); got != want {
			t.Errorf("Place(%s) = %s, want %s", field, got, want)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	const head = "metalwright: v1\nproduct: zenlayer-bmc\n"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "1:1 metalwright missing, 1:1 product missing"},
		{"other version", "metalwright: v2\nproduct: zenlayer-bmc\n", "1:14 metalwright word (v1) near v1"},
		{"unknown key", head + "zoen: SEL-A\n", "3:1 zoen unknown_key near zone"},
		{
			"unknown deep key", head + "network:\n  bandwidth_mpbs: 5\n",
			"4:3 network.bandwidth_mpbs unknown_key near bandwidth_mbps",
		},
		{"unknown key far from all", head + "xyzzy: 1\n", "3:1 xyzzy unknown_key"},
		{
			"key of a group", head + "subnet: x\nsize: 1\n",
			"3:1 subnet unknown_key near network.subnet, 4:1 size unknown_key near storage.system_disk.size_gb",
		},
		{"duplicate", head + "zone: a\nzone: b\n", "4:1 zone duplicate"},
		{
			"duplicate in JSON",
			"{\"metalwright\": \"v1\",\n \"product\": \"zenlayer-bmc\",\n \"zone\": \"a\", \"zone\": \"b\"}",
			"3:15 zone duplicate",
		},
		{"type", head + "zone: 1\ncount: many\n", "3:7 zone type (text (in quotes)), 4:8 count type (a whole number)"},
		{"list for text", head + "zone: [a]\n", "3:7 zone type (text)"},
		{"type in JSON", `{"metalwright":"v1","product":"zenlayer-bmc","count":"3"}`, "1:54 count type (a whole number)"},
		{"no value", head + "zone:\n", "3:1 zone empty"},
		{"label without a name", head + "tags: {\"\": a}\n", "3:8 tags format (NAME: VALUE)"},
		{"label of blanks", head + "tags: {\" \": a}\n", "3:8 tags format (NAME: VALUE)"},
		{"blank", head + "zone: ' '\n", "3:7 zone empty"},
		{"zero", head + "count: 0\n", "3:8 count range (1 to 10000)"},
		{"negative traffic", head + "network: {traffic_tb: -1}\n", "3:23 network.traffic_tb min (0)"},
		{"fraction", head + "count: 1.5\n", "3:8 count type (a whole number)"},
		{"huge", head + "count: 99999999999\n", "3:8 count range (1 to 10000)"},
		{"one too many", head + "count: 10001\n", "3:8 count range (1 to 10000)"},
		{"negative", head + "count: -5\n", "3:8 count range (1 to 10000)"},
		{"longer than any number", head + "count: 99999999999999999999\n", "3:8 count range (1 to 10000)"},
		{"octal", head + "count: 0o17\n", "3:8 count format (10)"},
		{"word", head + "billing: {charge: Prepaid}\n", "3:19 billing.charge word (prepaid, postpaid) near prepaid"},
		{
			"product", "metalwright: v1\nproduct: zenlayer-bcm\n",
			"2:1 product word (zenlayer-bmc, zenlayer-vm, tencent-edgezone) near zenlayer-bmc",
		},
		{
			"other product's key", head + "network:\n  security_group: sg-1\n",
			"4:3 network.security_group product (zenlayer-vm)",
		},
		{
			"two products' key", head + "storage: {system_disk: {size_gb: 40}}\n",
			"3:11 storage.system_disk product (zenlayer-vm)",
		},
		{
			"missing element", head + "storage: {partitions: [{path: /, fs: ext4}]}\n",
			"3:24 storage.partitions[0].size_gb missing",
		},
		{
			"both raids", head + "storage: {raid: {level: 5, arrays: [{level: 1, disks: [1, 2]}]}}\n",
			"3:28 storage.raid.arrays conflict (storage.raid.level)",
		},
		{"raid level", head + "storage: {raid: {level: 6}}\n", "3:25 storage.raid.level word (0, 1, 5, 10)"},
		{"anchor", head + "zone: &a SEL\n", "3:7  feature"},
		{"alias", head + "zone: *a\n", "3:7  feature"},
		{"tag", head + "zone: !!str 1\n", "3:7  feature"},
		{"documents", head + "---\n" + head, "3:1  documents"},
		{"list", "- a\n", "1:1  type (keys and values)"},
		{"bad id", head + "id: A B\n", "3:5 id format (web-2026-11 (a-z 0-9 . _ -, 1 to 64, not . _ - first))"},
		{
			"other line ends", "\ufeff" + strings.ReplaceAll(head, "\n", "\r\n") + "zoen: a\r\ncount: x\r\n",
			"3:1 zoen unknown_key near zone, 4:8 count type (a whole number)",
		},
		{"several", head + "coutn: 1\nzone: 5\n", "3:1 coutn unknown_key near count, 4:7 zone type (text (in quotes))"},
		{"too deep", head + strings.Repeat("[", 5000), "3:1001  depth"},
		{"deep in a line", head + strings.Repeat("- ", 5000), "3:1  depth"},
		{
			"deep JSON", `{"metalwright":"v1","zone":` + strings.Repeat("[", 900) + strings.Repeat("]", 900) + "}",
			"1:91  depth",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := orderfile.Decode([]byte(c.text), "web.yaml", products())
			if got := digest(err); got != c.want {
				t.Errorf("Decode(%q)\n got %s\nwant %s\n(%v)", c.text, got, c.want, err)
			}
		})
	}
}

// digest is the problems without the parser's own words.
func digest(err error) string {
	e, ok := errors.AsType[*orderfile.Error](err)
	if !ok {
		return fmt.Sprint(err)
	}
	var parts []string
	for _, p := range e.Problems {
		s := fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Key, p.Reason)
		if p.Allowed != "" && p.Reason != "unknown_key" && p.Reason != "missing" {
			s += " (" + p.Allowed + ")"
		}
		if p.Nearest != "" {
			s += " near " + p.Nearest
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

func TestTooBig(t *testing.T) {
	t.Parallel()
	_, err := orderfile.Decode([]byte(strings.Repeat("#", orderfile.MaxSize+1)), "", products())
	if got := digest(err); !strings.HasPrefix(got, "0:0  size") {
		t.Errorf("Decode of a big file = %s, want its size refused", got)
	}
}

// TestLiteralSecret: a password in the file is refused and repeated nowhere, however it is written.
func TestLiteralSecret(t *testing.T) {
	t.Parallel()
	const planted = "Hunter2planted"
	for _, value := range []string{
		planted, "'" + planted + "'", "env:" + planted + "!", "env:", "'generate:" + planted + "'",
		"stdin " + planted, "[" + planted + "]",
		"{" + planted + ": 1}", "&" + planted + " x", "*" + planted, "!" + planted + " x", "\"" + planted,
		"@" + planted, "a: " + planted,
		"|\n" + planted, "%" + planted, "- " + planted, "`" + planted, planted + "\n " + planted + ": x",
	} {
		text := "metalwright: v1\nproduct: zenlayer-bmc\naccess:\n  password: " + value + "\n"
		_, err := orderfile.Decode([]byte(text), "web.yaml", products())
		if err == nil {
			t.Errorf("Decode of password %q: no error", value)
		} else if value[0] != '{' && strings.Contains(err.Error(), planted) { // a key is no secret
			t.Errorf("Decode of password %q repeats it: %v", value, err)
		}
	}
	_, err := orderfile.ParsePassword(planted)
	if err == nil || strings.Contains(err.Error(), planted) {
		t.Errorf("ParsePassword(literal) = %v, want a refusal without it", err)
	}
}

// TestRoundTrip: whatever a product can be asked comes back from YAML and from JSON.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same specs every time
	for _, p := range products() {
		for range 150 {
			f := &orderfile.File{Spec: randomSpec(r, p)}
			if p.Has(provider.FieldPassword) {
				f.Password = orderfile.Source{Kind: orderfile.SourceEnv, Name: "P"}
			}
			if p.Has(provider.FieldInitScript) {
				script := texts[r.IntN(len(texts))] + texts[r.IntN(len(texts))]
				if strings.TrimSpace(script) != "" {
					f.InitScript = orderfile.Source{Kind: orderfile.SourceText, Text: provider.NewSecret(script)}
				}
			}
			for name, encode := range map[string]func() ([]byte, error){"YAML": f.YAML, "JSON": f.JSON} {
				text, err := encode()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				back, err := orderfile.Decode(text, "", products())
				if err != nil {
					t.Fatalf("%s does not read back: %v\n%s", name, err, text)
				}
				if !reflect.DeepEqual(back.Spec, f.Spec) || back.Password != f.Password || back.InitScript != f.InitScript {
					t.Fatalf("%s changes the spec\n got %+v\nwant %+v\n%s", name, back.Spec, f.Spec, text)
				}
				if a, b := identity.Former(f.Spec, "x"), identity.Former(back.Spec, "x"); a != b {
					t.Fatalf("ID after %s = %s, want %s", name, b, a)
				}
			}
		}
	}
}

// again is the file that the spec of f would be saved as, its secrets fetched.
func again(t *testing.T, f *orderfile.File) (*orderfile.File, []byte) {
	t.Helper()
	secret := func() (provider.Secret, error) { return provider.NewSecret("planted"), nil }
	s, err := f.Resolve(t.Context(), orderfile.Readers{
		Lookup: func(string) (string, bool) { return "planted", true }, ReadFile: func(string) ([]byte,
			error,
		) {
			return []byte("planted"), nil
		},
		Stdin: func() (io.Reader, error) { return strings.NewReader("planted"), nil }, Generate: secret,
	})
	if err != nil {
		t.Fatalf("Resolve() = %v", err)
	}
	saved := orderfile.FromSpec(s)
	text, err := saved.YAML()
	if err != nil {
		t.Fatalf("YAML() = %v", err)
	}
	back, err := orderfile.Decode(text, "", products())
	if err != nil {
		t.Fatalf("Decode() = %v\n%s", err, text)
	}
	return back, text
}

func TestFromSpecHasNoSecret(t *testing.T) {
	t.Parallel()
	s := provider.Spec{Product: "zenlayer-bmc", Access: provider.Access{
		Login: provider.LoginPassword, Password: provider.NewSecret("planted-1"), InitScript: provider.NewSecret("planted-2"),
	}}
	f := orderfile.FromSpec(s)
	y, err := f.YAML()
	j, err2 := f.JSON()
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if text := string(y) + string(j); strings.Contains(text, "planted") || !strings.Contains(text, "password: generate") {
		t.Errorf("FromSpec writes\n%s", text)
	}
	if s.Access.Password.IsZero() {
		t.Error("FromSpec changed the spec")
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	readers := orderfile.Readers{
		Lookup: func(n string) (string, bool) {
			return map[string]string{"P": "from env", "E": ""}[n], n == "P" || n == "E"
		},
		ReadFile: func(p string) ([]byte, error) { return []byte(" first \r\nsecond\n"), nil },
		Stdin:    func() (io.Reader, error) { return strings.NewReader("typed\nrest"), nil },
		Generate: func() (provider.Secret, error) { return provider.NewSecret("made"), nil },
	}
	for _, c := range []struct {
		source, want string
		err          error
	}{
		{"generate", "made", nil},
		{"stdin", "typed", nil},
		{"env:P", "from env", nil},
		{"file:x", " first ", nil},
		{"env:Q", "", orderfile.ErrUnset},
		{"env:E", "", orderfile.ErrEmpty},
	} {
		p, err := orderfile.ParsePassword(c.source)
		if err != nil {
			t.Fatal(err)
		}
		f := &orderfile.File{Password: p, InitScript: orderfile.Source{Kind: orderfile.SourceFile, Name: "s"}}
		s, err := f.Resolve(t.Context(), readers)
		if got := s.Access.Password.Reveal(); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Resolve(%s) = %q, %v, want %q, %v", c.source, got, err, c.want, c.err)
		}
		if got := s.Access.InitScript.Reveal(); got != " first \r\nsecond\n" {
			t.Errorf("Resolve of a script = %q, want the whole file", got)
		}
	}
	if _, err := (&orderfile.File{Password: orderfile.Source{Kind: orderfile.SourceStdin}}).Resolve(t.Context(),
		orderfile.Readers{}); !errors.Is(err, orderfile.ErrNoSource) {
		t.Errorf("Resolve without a reader = %v, want ErrNoSource", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"metalwright":"v1","product":"zenlayer-vm","tags":{"a":"b"}}`))
	f.Add([]byte("metalwright: !!float v1\nproduct: !!binary x\n"))
	f.Add([]byte("a: &a [*a]\n<<: *a\n? b\n: c\n"))
	all := products()
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := orderfile.Decode(data, "f", all)
		if err != nil {
			if e, ok := errors.AsType[*orderfile.Error](err); !ok || len(e.Problems) == 0 {
				t.Fatalf("Decode(%q) = %v, want problems", data, err)
			}
			return
		}
		text, err := file.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, err := orderfile.Decode(text, "f", all)
		if err != nil {
			t.Fatalf("%q is written as\n%s\nwhich does not read back: %v", data, text, err)
		}
		if !reflect.DeepEqual(back.Spec, file.Spec) || back.Password != file.Password || back.InitScript != file.InitScript {
			t.Fatalf("%q is written as\n%s\nwhich is another order", data, text)
		}
	})
}
