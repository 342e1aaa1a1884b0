package zenlayer_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

func TestExpandName(t *testing.T) {
	t.Parallel()
	n58, n59, n60 := strings.Repeat("n", 58), strings.Repeat("n", 59), strings.Repeat("n", 60)
	malformed, long := zenlayer.ErrNameMalformed, zenlayer.ErrNameTooLong
	for _, row := range []struct {
		pattern string
		count   int
		want    []string
		err     error
	}{
		{"instance", 2, []string{"instance", "instance"}, nil},
		{"server_[3,3]", 1, []string{"server003"}, nil},
		{"server_[3,3]", 2, []string{"server003", "server004"}, nil},
		{"SEL-M6C-[1,2]", 2, []string{"SEL-M6C-01", "SEL-M6C-02"}, nil},
		{"server_[3,3]_[1,1]", 2, []string{"server0031", "server0042"}, nil},
		{"a[]", 2, []string{"a000000", "a000001"}, nil},
		{"a[,]", 1, []string{"a000000"}, nil},
		{"a[7]", 1, []string{"a000007"}, nil},
		{"a[5,]", 1, []string{"a000005"}, nil},
		{"a[,2].b", 2, []string{"a00.b", "a01.b"}, nil},
		{"a[003,3]", 1, []string{"a003"}, nil},
		{"web[9,1]", 3, []string{"web9", "web10", "web11"}, nil},
		{"web[99999,5]", 2, []string{"web99999", "web100000"}, nil},
		{"_[1,2]", 1, []string{"01"}, nil},
		{n58 + "[0,6]", 1, []string{n58 + "000000"}, nil},
		{n60 + "_[1,4]", 1, []string{n60 + "0001"}, nil},
		{n59 + "[0,6]", 1, nil, long},
		{n58 + "nnnn[99,2]", 2, nil, long},
		{n60 + "nnnnn", 1, nil, long},
		{"web[100000,6]", 1, nil, malformed},
		{"web[1,7]", 1, nil, malformed},
		{"web[1,0]", 1, nil, malformed},
		{"web[-1,2]", 1, nil, malformed},
		{"web[1, 2]", 1, nil, malformed},
		{"web[1,2", 1, nil, malformed},
		{"web]", 1, nil, malformed},
		{"web[1,2,3]", 1, nil, malformed},
		{"my_server", 1, nil, malformed},
		{"a__[1,2]", 1, nil, malformed},
		{"a_", 1, nil, malformed},
		{"a b", 1, nil, malformed},
		{"服务器[1,2]", 1, nil, malformed},
	} {
		got, err := zenlayer.ExpandName(row.pattern, row.count)
		if !slices.Equal(got, row.want) || !errors.Is(err, row.err) {
			t.Errorf("ExpandName(%q, %d) = %v, %v, want %v, %v", row.pattern, row.count, got, err, row.want, row.err)
		}
	}
}

func FuzzExpandName(f *testing.F) {
	f.Add("server_[3,3]_[1,1]", 2)
	f.Add("a[]", 100)
	f.Fuzz(func(t *testing.T, pattern string, n int) {
		names, err := zenlayer.ExpandName(pattern, 1+int(uint(n)%100))
		for _, name := range names {
			if len(name) > zenlayer.MaxName || strings.ContainsAny(name, "_[], ") {
				t.Errorf("ExpandName(%q, %d) has %q", pattern, n, name)
			}
		}
		if err != nil && names != nil {
			t.Errorf("ExpandName(%q, %d) = %v, %v", pattern, n, names, err)
		}
	})
}
