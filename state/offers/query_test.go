package offers_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
)

// machine is an offer with a fact of each kind.
func machine() offers.Offer {
	left := 12
	return offers.Offer{
		Product: "zenlayer-bmc", Account: "prod", Zone: provider.Zone{ID: "SEL-A", City: "Seoul", Area: "Asia Pacific"},
		Type: provider.InstanceType{
			ID: "M6C", Threads: 40, Cores: 20, MemoryGB: 128, GPU: "2 x NVIDIA A100", DiskText: "2 x 480 GB SSD, 2 x 2 TB NVMe",
			Disks:      []provider.DiskGroup{{SizeGB: 480, Count: 2}, {SizeGB: 2000, Count: 2}},
			RAIDLevels: []int{0, 1, 5}, MaxBandwidthMbps: 10_000, Left: &left, Stock: provider.StockPlenty,
		},
		Quote: provider.Quote{
			Priced: true, Count: 1, Hour: provider.Amount(0.9, "USD"), Month: provider.Amount(657, "USD"),
		},
	}
}

// TestFits asks one machine for what it has and for what it has not.
func TestFits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": true, "cpu>=40": true, "CPU>40": false, "cpu=40 ram>=128": true, "ram>=129": false, "ram>=0.1tb": true,
		"ram<=128gb": true, "disk>=4960": true, "disk>5tb": false, "disks=4": true, "disks!=4": false, "gpu": true,
		"!gpu": false, "gpu>=2": true, "gpu>2": false, "gpu=a100": true, "gpu=h100": false, "gpu!=h100": true, "raid": true,
		"raid=5": true, "raid=10": false, "!raid": false, "nvme": true, "ssd": true, "hdd": false, "net>=10000": true,
		"price<1": true, "price<0.9": false, "price<=0.9": true, "month<700": true, "stock": true, "!stock": false,
		"stock>=12": true, "stock>12": false, "zone=sel-a": true, "zone=SEL": false, "zone=SEL-*": true, "zone!=SEL-*": false,
		"zone=*-a": true, "zone=*el*": true, "zone=s*l*a": true, "zone=*sel-a*": true,
		"zone=*b": false, "zone=sel-a*a": false,
		"city=Seoul": true, "area=Asia*": true, "type=M6C": true, "product=zenlayer-*": true, "account=prod": true,
		"seoul": true, "tokyo": false, "!tokyo": true, "!seoul": false, "!": true, "seoul cpu>=32 gpu": true,
	} {
		q, err := offers.Parse(text)
		if err != nil {
			t.Errorf("Parse(%q) = %v", text, err)
		}
		if got := q.Fits(machine()); got != want {
			t.Errorf("%q fits = %v, want %v", text, got, want)
		}
	}
}

// TestUnknownFitsNothing has conditions about what a vendor does not say.
func TestUnknownFitsNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"cpu>=1", "cpu<99", "ram!=1", "disk>=1", "disks=1", "gpu", "raid", "nvme", "net>=1", "price<9", "stock>=1", "stock<1",
	} {
		q, err := offers.Parse(text)
		if err != nil || q.Fits(offers.Offer{}) {
			t.Errorf("Parse(%q) = %v, fits an offer of which nothing is known: %v", text, err, q.Fits(offers.Offer{}))
		}
	}
}

// TestWrongConditions names what is wrong and what was probably meant, and keeps the others.
func TestWrongConditions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, fact string
		reason     offers.Reason
		near       string
	}{
		{"cpus>=3", "", offers.Unknown, "cpu"},
		{"rma>=3", "", offers.Unknown, "ram"},
		{"colour=red", "", offers.Unknown, ""},
		{"cpu>=", "cpu", offers.Incomplete, ""},
		{"cpu", "cpu", offers.Incomplete, ""},
		{"zone=", "zone", offers.Incomplete, ""},
		{"cpu>=many", "cpu", offers.NoNumber, ""},
		{"cpu>=-1", "cpu", offers.NoNumber, ""},
		{"cpu>=1e3", "cpu", offers.NoNumber, ""},
		{"cpu>=1gb", "cpu", offers.NoNumber, ""},
		{"stock=9999999999999999999999", "stock", offers.NoNumber, ""},
		{"zone>SEL-A", "zone", offers.NoOrder, ""},
		{"raid>=5", "raid", offers.NoOrder, ""},
		{"nvme=yes", "nvme", offers.NoFlag, ""},
		{"!cpu>=3", "cpu", offers.NoFlag, ""},
	} {
		q, err := offers.Parse("gpu " + c.text + " seoul")
		wrong, ok := errors.AsType[*offers.Error](err)
		if !ok || wrong.Word != c.text || wrong.Fact != c.fact || wrong.Reason != c.reason || wrong.Near != c.near {
			t.Errorf("Parse(%q) = %+v, want %s at %q, near %q", c.text, err, c.reason, c.fact, c.near)
		}
		if len(q.Conditions) != 1 || !slices.Equal(q.Words, []string{"seoul"}) {
			t.Errorf("Parse(%q) = %+v, want the rest of it", c.text, q)
		}
	}
}

// TestComplete continues with the last word.
func TestComplete(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"c": "cpu>= city=", "gpu r": "ram>= raid", "!n": "!nvme", "!s": "!ssd !stock", "cpu>=": "", "cpu>=3": "", "xyz": "",
		"gpu ": "", "PRI": "price<", "s": "ssd stock",
	} {
		if got := strings.Join(offers.Complete(text), " "); got != want {
			t.Errorf("Complete(%q) = %q, want %q", text, got, want)
		}
	}
	if got := offers.Complete(""); len(got) != len(offers.Facts()) {
		t.Errorf("Complete of nothing lists %q, want all", got)
	}
}

// FuzzParse reads whatever someone types: an error names a word of it, and what it could read is what it reads alone.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"cpu>=32 ram>=128 gpu raid nvme price<1 stock>=10", "!gpu zone=SEL-* tokyo", "cpu>== !=", "cpu>=1.5.2", "\x00=1",
		"ram>=2tb", "!!gpu", "=", "a!b", "İ=1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := offers.Parse(text)
		if wrong, ok := errors.AsType[*offers.Error](err); err != nil && (!ok || !strings.Contains(text, wrong.Word)) {
			t.Errorf("Parse(%q) = %v, want an error at a word of it", text, err)
		}
		_ = q.Fits(machine())
		if len(q.Free().Conditions) > len(q.Conditions) {
			t.Errorf("Free() of %q has more conditions", text)
		}
		var words []string
		for _, c := range q.Conditions {
			words = append(words, c.String())
		}
		again, err := offers.Parse(strings.Join(append(words, q.Words...), " "))
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Errorf("Parse(%q) = %+v, and of what it says again %+v, %v", text, q, again, err)
		}
		for _, c := range offers.Complete(text) {
			if strings.ContainsAny(c, " \t") {
				t.Errorf("Complete(%q) has %q", text, c)
			}
		}
	})
}
