package cli_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	ids "github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/orderfile"
)

const (
	bmcID  = provider.ProductID("zenlayer-bmc")
	vmID   = provider.ProductID("zenlayer-vm")
	edgeID = provider.ProductID("tencent-edgezone")
)

// small is an order file of a product with as few answers as it may have.
func small(p provider.ProductID) string {
	return "metalwright: v1\nproduct: " + string(p) + "\n" + map[provider.ProductID]string{
		bmcID: "zone: SEL-A\ntype: M6C\nname: \"one-[1,3]\"\n",
		vmID: "zone: SEL-A\ntype: c.1c2g\nimage: img-U8JZpDE0iGXlD6gNCFbaEPFjb\nname: \"one-[1,3]\"\naccess: " +
			"{password: env:PASSWORD}\n",
		edgeID: "zone: ap-guangzhou-tez-gz-1\ntype: BMS5.MEDIUM8\nname: one\nbilling: {consent: true}\n",
	}[p]
}

// write puts text into a file of the typist's.
func (c *typist) write(name, text string) string {
	c.t.Helper()
	path := filepath.Join(filepath.Dir(c.file), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// placing is a typist with a password.
func placing(t *testing.T) *typist {
	t.Helper()
	c := newTypist(t)
	c.env["PASSWORD"] = "Passw0rd-Passw0"
	return c
}

// TestSameOrderIsPlacedOnce writes an order that was placed in many ways: none of them buys again.
func TestSameOrderIsPlacedOnce(t *testing.T) {
	t.Parallel()
	for _, p := range []provider.ProductID{bmcID, vmID, edgeID} {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			c := placing(t)
			text, same, tags := small(p), "billing: {charge: postpaid}\n", "tags: {}\n"
			if p == edgeID { // which has neither
				same, tags = "count: 1\n", "# no tags\n"
			}
			file := c.write("small.yaml", text)
			_, full, _ := c.run("", "export", file, "--to", "yaml")
			c.want(0, "", "DONE", "apply", file, "--yes")
			_, listed, _ := c.run("", "orders", "--json")
			_, after, _ := strings.Cut(listed, `"id": "`)
			id, _, _ := strings.Cut(after, `"`)
			_, exported, _ := c.run("", "export", id, "--to", "yaml")
			_, asJSON, _ := c.run("", "export", id, "--to", "json")
			if !strings.Contains(exported, "\nid: "+id+"\n") ||
				!strings.Contains(exported, "\n# This is the order "+id+", placed at ") {
				t.Errorf("the export of %s does not say what it is:\n%s", id, exported)
			}
			without := strings.Replace(exported, "id: "+id+"\n", "", 1)
			for name, other := range map[string]string{
				"as it was":          text,
				"a default":          text + same,
				"a count":            "# once more\ncount: 1\n" + text,
				"no tags":            text + tags,
				"all answers":        full,
				"exported":           exported,
				"exported as JSON":   asJSON,
				"exported, no id":    without,
				"exported, shuffled": strings.Join(reversed(strings.SplitAfter(text, "\n")), ""),
			} {
				code, out, said := c.run("", "apply", c.write("other.yaml", other), "--yes")
				if code != 11 || !strings.Contains(said, "this run bought nothing") {
					t.Errorf("%s: exit %d, want 11\n%s%s\n%s", name, code, out, said, other)
				}
			}
			bought(t, ledger(t, c.state), 1, 1)
		})
	}
}

func reversed(lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append([]string{l}, out...)
	}
	return out
}

// TestFormerIDIsTaken places an order under the id that an earlier version gave a file: the file is placed.
func TestFormerIDIsTaken(t *testing.T) {
	t.Parallel()
	c := placing(t)
	text := small(bmcID)
	f, err := orderfile.Decode([]byte(text), "", all.Products())
	if err != nil {
		t.Fatal(err)
	}
	id := ids.Former(f.Spec, account(t, c))
	c.want(0, "", "DONE", "apply", c.write("old.yaml", "id: "+id+"\n"+strings.Replace(text, "one-", "other-", 1)), "--yes")
	c.want(11, "", "Already placed as o-", "apply", c.write("small.yaml", text), "--yes")
	bought(t, ledger(t, c.state), 1, 1)
}

// account is the name by which orders know the account of the simulated cloud.
func account(t *testing.T, c *typist) string {
	t.Helper()
	_, out, _ := c.run("", "plan", c.write("which.yaml", small(bmcID)), "--json")
	var plan struct{ Account string }
	if err := json.Unmarshal([]byte(out), &plan); err != nil || plan.Account == "" {
		t.Fatalf("plan --json has no account: %v\n%s", err, out)
	}
	return plan.Account
}

// TestPaidTermIsNamed has files that pay in advance without saying for how long: nothing is bought.
func TestPaidTermIsNamed(t *testing.T) {
	t.Parallel()
	c := placing(t)
	for _, p := range []provider.ProductID{bmcID, vmID} {
		for name, billing := range map[string]string{"none": "{charge: prepaid}", "zero": "{charge: prepaid, months: 0}"} {
			file := c.write(string(p)+name+".yaml", small(p)+"billing: "+billing+"\n")
			for _, command := range []string{"plan", "apply", "export"} {
				args := map[string][]string{"plan": nil, "apply": {"--yes"}, "export": {"--to", "yaml"}}[command]
				c.want(2, "", `billing\.months: `, append([]string{command, file}, args...)...)
			}
		}
		file := c.write("set.yaml", small(p))
		c.want(2, "", `billing\.months: `, "apply", file, "--yes", "--set", "billing.charge=prepaid")
		c.want(0, "", `"requests"`, "plan", file, "--json", "--set", "billing.charge=prepaid", "--set", "billing.months=2")
	}
	bought(t, ledger(t, c.state), 0, 0)
}

// excluded are, for each answer that another one switches off, files that have both.
func excluded() map[provider.ProductID]map[provider.Field][]string {
	const key = `"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1hpkVGTjB5vyhXn2IYuCwGMhHzW2xPCyjUZgzRtmVq a"`
	zenlayer := func(more map[provider.Field][]string) map[provider.Field][]string {
		of := map[provider.Field][]string{
			provider.FieldMonths: {"billing: {charge: postpaid, months: 1}", "billing: {months: 3}"},
			provider.FieldTraffic: {
				"network: {charge: ByBandwidth, traffic_tb: 1}",
				"network: {charge: ByBandwidth, traffic_tb: 0}", "network: {traffic_tb: 2}",
			},
			provider.FieldCluster: {"network: {charge: ByBandwidth, cluster: c-1}"},
		}
		maps.Copy(of, more)
		return of
	}
	return map[provider.ProductID]map[provider.Field][]string{
		bmcID: zenlayer(map[provider.Field][]string{
			provider.FieldImage:      {"image: b61e6ba5-3682-4dd6-b804-69b84b2d451c\nipxe_url: netboot"},
			provider.FieldPartitions: {"storage: {partitions: [{path: /, fs: ext4, size_gb: 100}]}"},
			provider.FieldPassword: {
				"access: {login: vendor, password: env:PASSWORD}",
				"access: {login: key_pair, key_pair: k, password: env:PASSWORD}",
			},
			provider.FieldSSHKeys: {
				"access: {login: vendor, ssh_keys: [" + key + "]}",
				"access: {login: password, password: env:PASSWORD, ssh_keys: [" + key + "]}",
			},
			provider.FieldKeyPair: {"access: {login: vendor, key_pair: k}"},
		}),
		vmID: zenlayer(map[provider.Field][]string{
			provider.FieldCommitment: {"billing: {charge: prepaid, months: 1, commitment: 12}"},
			provider.FieldCIDRStart:  {"network: {cidr_start: 192.0.2.9}"},
			provider.FieldPassword:   {"access: {login: key_pair, key_pair: k, password: env:PASSWORD}"},
			provider.FieldKeyPair:    {"access: {login: password, password: env:PASSWORD, key_pair: k}"},
		}),
		edgeID: {
			provider.FieldImageVersion: {"image_version: 7.9.2009"},
			provider.FieldPassword:     {"access: {login: ssh_keys, ssh_keys: [" + key + "], password: env:PASSWORD}"},
			provider.FieldSSHKeys:      {"access: {login: password, password: env:PASSWORD, ssh_keys: [" + key + "]}"},
		},
	}
}

// TestExcludedAnswers applies files with an answer that another one switches off: each is refused by name.
func TestExcludedAnswers(t *testing.T) {
	t.Parallel()
	c := placing(t)
	for _, p := range all.Products() {
		files := excluded()[p.ID]
		for _, w := range p.Switches {
			if len(files[w.Field]) == 0 {
				t.Errorf("%s: %s has no file in this test", p.ID, w.Field)
			}
			for _, answers := range files[w.Field] {
				text := small(p.ID)
				for line := range strings.Lines(text) { // a key is there once
					if key, _, ok := strings.Cut(line, ":"); ok && strings.HasPrefix(answers, key+":") {
						text = strings.Replace(text, line, "", 1)
					}
				}
				code, out, said := c.run("", "apply", c.write("both.yaml", text+answers+"\n"), "--yes")
				if code != 2 || !strings.Contains(said, string(w.Field)+": ") || !strings.Contains(said, string(w.By)) {
					t.Errorf("%s: %s: exit %d, want 2, naming %s and %s\n%s%s", p.ID, answers, code, w.Field, w.By, out, said)
				}
			}
		}
	}
	bought(t, ledger(t, c.state), 0, 0)
}

// badIDs are texts that are no id.
func badIDs() []string {
	return []string{
		"O-1", "o-\x1b]0;P\x07\nroot says: run", "o 1", "-o", "o\u202e1", "o\u200b", "é",
		strings.Repeat("o", 65), "o/1", "o\u009b2J",
	}
}

// TestIDsAreChecked gives every way in an id that no order may have.
func TestIDsAreChecked(t *testing.T) {
	t.Parallel()
	c := placing(t)
	plan := filepath.Join(filepath.Dir(c.file), "web.plan")
	c.want(0, "", ".", "plan", c.write("small.yaml", small(bmcID)), "--out", plan)
	for _, id := range badIDs() {
		for _, args := range [][]string{
			{"orders", "show", "--", id},
			{"orders", "watch", "--", id},
			{"orders", "forget", "--", id},
			{"orders", "release", "--yes", "--", id},
			{"orders", "resume", "--", id},
			{"orders", "approve", "--yes", "--", id},
			{"orders", "deny", "--yes", "--", id},
			{"orders", "send", "--yes", "--", id},
			{"board", "--", id},
			{"export", "--to", "yaml", "--", id},
			{"audit", "--order=" + id},
			{"apply", "--yes", c.write("bad.yaml", "id: "+quoted(t, id)+"\n"+small(bmcID))},
			{"apply", "--yes", c.forged(plan, id)},
		} {
			code, out, said := c.run("", args...)
			if code != 2 || strings.ContainsAny(out+said, "\x1b\x07\u202e\u009b") || strings.Contains(said, "\nroot says") {
				t.Errorf("%q: exit %d, %q, want 2 and nothing raw", args, code, out+said)
			}
		}
	}
	bought(t, ledger(t, c.state), 0, 0)
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// forged is the frozen plan with another id, and a hash that fits it.
func (c *typist) forged(path, id string) string {
	c.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	var p orderfile.Plan
	if err := json.Unmarshal(text, &p); err != nil {
		c.t.Fatal(err)
	}
	p.ID = id
	whole, err := p.Encode()
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := orderfile.DecodePlan(whole); err == nil || strings.Contains(err.Error(), "changed") {
		c.t.Errorf("DecodePlan() of a forged plan with %q = %v, want the id refused", id, err)
	}
	return c.write("forged.plan", string(whole))
}
