package compute_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

func expand(p compute.NamePattern, n int) (names []string, overflow bool) {
	for i := range n {
		name, over := p.Name(i)
		names, overflow = append(names, name), overflow || over
	}
	return names, overflow
}

// The rows are the documented examples and the edge cases of the name pattern.
func TestNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in       string
		count    int
		want     string
		overflow bool
	}{
		{"server_[3,3]", 1, "server003", false},
		{"server_[3,3]", 2, "server003 server004", false},
		{"SEL-M6C-[1,2]", 2, "SEL-M6C-01 SEL-M6C-02", false},
		{"server_[3,3]_[1,1]", 2, "server0031 server0042", false},
		{"a[]", 2, "a000000 a000001", false},
		{"a[,]", 1, "a000000", false},
		{"a[7]", 1, "a000007", false},
		{"a[5,]", 1, "a000005", false},
		{"a[003,3]", 1, "a003", false},
		{"a[,2].b", 2, "a00.b a01.b", false},
		{"web[9,1]", 3, "web9 web10 web11", true},
		{"web[99999,5]", 2, "web99999 web100000", true},
		{"_[1,2]", 1, "01", false},
		{"plain.name-1", 2, "plain.name-1 plain.name-1", false},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			p, err := compute.ParseName(tt.in)
			if err != nil {
				t.Fatalf("Parse(%q) = %v", tt.in, err)
			}
			got, overflow := expand(p, tt.count)
			if strings.Join(got, " ") != tt.want || overflow != tt.overflow {
				t.Errorf("names of %q × %d = %q, overflow %v, want %q, %v", tt.in, tt.count, got, overflow, tt.want, tt.overflow)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want provider.Rule
	}{
		{"web[100000,6]", provider.RulePattern},
		{"web[1,7]", provider.RulePattern},
		{"web[1,0]", provider.RulePattern},
		{"web[-1,2]", provider.RulePattern},
		{"web[1, 2]", provider.RulePattern},
		{"web[1,2", provider.RulePattern},
		{"web1,2]", provider.RuleCharacters},
		{"web1]", provider.RulePattern},
		{"web[1,2,3]", provider.RulePattern},
		{"my_server", provider.RuleCharacters},
		{"web_", provider.RuleCharacters},
		{"web server", provider.RuleCharacters},
		{"服务器[1,2]", provider.RuleCharacters},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			if _, err := compute.ParseName(tt.in); err == nil || err.Rule != tt.want {
				t.Errorf("Parse(%q) = %v, want rule %q", tt.in, err, tt.want)
			}
		})
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     int
	}{
		{"58 letters and 6 digits", strings.Repeat("a", 58) + "[0,6]", 64},
		{"59 letters and 6 digits", strings.Repeat("a", 59) + "[0,6]", 65},
		{"the separator does not count", strings.Repeat("a", 60) + "_[1,4]", 64},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := compute.ParseName(tt.in)
			if err != nil || p.Length() != tt.want {
				t.Errorf("Parse(%q).Length() = %d, %v, want %d", tt.in, p.Length(), err, tt.want)
			}
		})
	}
}

func TestShiftGoesOn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		n    int
		want string
	}{
		{"web-[1,3]", 100, "web-[101,3]"},
		{"server_[3,3]_[1,1]", 2, "server_[5,3]_[3,1]"},
		{"a[]", 100, "a[100,6]"},
		{"plain", 100, "plain"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			p, err := compute.ParseName(tt.in)
			if err != nil || p.Shift(tt.n) != tt.want {
				t.Errorf("Parse(%q).Shift(%d) = %q, %v, want %q", tt.in, tt.n, p.Shift(tt.n), err, tt.want)
			}
		})
	}
	if p, _ := compute.ParseName("web-[7,2]-[30,2]"); p.Begin() != 30 || p.Prefix() != "web-" {
		t.Errorf("Begin, Prefix = %d, %q, want 30, web-", p.Begin(), p.Prefix())
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"server_[3,3]_[1,1]", "a[]", "web[99999,5]", "_[", "]", "服务器[1,2]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		p, err := compute.ParseName(in)
		if err != nil {
			return
		}
		want, _ := expand(p, 5)
		if p.Begin() >= 0 && p.Begin()+2 <= compute.MaxBegin || p.Begin() < 0 {
			q, err := compute.ParseName(p.Shift(2))
			if err != nil {
				t.Fatalf("Parse(%q), shifted from %q = %v", p.Shift(2), in, err)
			}
			if got, _ := expand(q, 3); !slices.Equal(got, want[2:]) {
				t.Errorf("names after Shift(2) of %q = %q, want %q", in, got, want[2:])
			}
		}
		for _, name := range want {
			if strings.ContainsAny(name, "[]_ ,") || !strings.HasPrefix(name, p.Prefix()) {
				t.Errorf("a name of %q is %q", in, name)
			}
		}
	})
}
