package journal

import "testing"

func TestNetworkFS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		magic int64
		want  string
	}{
		{"nfs", 0x6969, "nfs"},
		{"cifs", 0xff534d42, "smb"},
		{"cifs, sign extended", -0xacb2be, "smb"},
		{"9p", 0x01021997, "9p"},
		{"ext4", 0xef53, ""},
		{"tmpfs", 0x01021994, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := networkFS(c.magic); got != c.want || ok != (c.want != "") {
				t.Errorf("networkFS(%#x) = %q, %v, want %q", c.magic, got, ok, c.want)
			}
		})
	}
}
