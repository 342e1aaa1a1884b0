package edgezone_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestRememberingReader asks for the networks for each of their questions, and the vendor once; what is made is seen.
func TestRememberingReader(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribePrivateNetworkInstances", `"PrivateNetworkInstanceSet":[]`)
	v.on("DescribePublicNetworkInstances", `"PublicNetworkInstanceSet":[]`)
	r := v.reader("").Remembering()
	ask := func() {
		t.Helper()
		for _, f := range []provider.Field{provider.FieldPrivate, provider.FieldPublic, provider.FieldIPv6} {
			if _, err := r.Options(t.Context(), provider.Spec{Zone: singapore}, f); err != nil {
				t.Fatal(err)
			}
		}
	}
	asked := func(want int) {
		t.Helper()
		if got := len(v.requests("DescribePrivateNetworkInstances")); got != want {
			t.Errorf("asked %d times, want %d", got, want)
		}
	}
	ask()
	asked(1)
	v.on("CreatePrivateNetworkInstance", `"NetworkInstanceId":"ein-1"`)
	maker, _ := provider.As[provider.Networker](r)
	if _, err := maker.CreatePrivate(t.Context(), singapore, provider.PrivateNetwork{Name: "a", Network: "10.0.0.0", Mask: 24}); err != nil {
		t.Fatal(err)
	}
	asked(2)
	ask()
	asked(2)
	r.Forget()
	ask()
	asked(3)
}
