package edgezone_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

func TestTerminate(t *testing.T) {
	t.Parallel()
	const state, gone, mixed = "UnsupportedOperation.InvalidInstanceState", "ResourceNotFound.Instance",
		"UnsupportedOperation.LegacyCompatBatchMixed"
	one := func(id string) string { return `{"InstanceIds":["` + id + `"]}` }
	for _, row := range []struct {
		name     string
		answer   func(a asked) (int, string)
		status   string // of the machines when they are looked at
		faults   int
		requests int
	}{
		{"both", func(asked) (int, string) { return success(`"InstanceIdSet":["a","b"]`) }, "", 0, 1},
		{"one is gone", func(asked) (int, string) {
			return success(`"InstanceIdSet":["a"],"FailedInstanceSet":[{"InstanceId":"b","ErrorCode":"` + gone +
				`","ErrorMessage":"x"}]`)
		}, "", 0, 1},
		{"one is allocating", func(asked) (int, string) {
			return success(`"InstanceIdSet":["a"],"FailedInstanceSet":[{"InstanceId":"b","ErrorCode":"` + state +
				`","ErrorMessage":"x"}]`)
		}, "allocating", 1, 1},
		{"one is terminating", func(asked) (int, string) {
			return success(`"InstanceIdSet":["a"],"FailedInstanceSet":[{"InstanceId":"b","ErrorCode":"` + state +
				`","ErrorMessage":"x"}]`)
		}, "terminating", 0, 1},
		{"mixed kinds go one by one", func(a asked) (int, string) {
			if strings.Contains(a.body, ",") {
				return refusal(mixed, "mixed")
			}
			return success("")
		}, "", 0, 3},
		{"all are gone", func(asked) (int, string) { return refusal(gone, "x") }, "", 0, 3},
		{"the first is allocating, the second is not", func(a asked) (int, string) {
			if a.body == one("b") {
				return success("")
			}
			return refusal(state, "Instance a is in allocating status, cannot terminate")
		}, "allocating", 1, 3},
		{"refused", func(asked) (int, string) { return refusal("FailedOperation", "no") }, "", 1, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.when("TerminateInstances", row.answer)
			v.on("DescribeInstances", `"InstanceSet":[{"InstanceId":"a","InstanceStatus":"`+row.status+
				`"},{"InstanceId":"b","InstanceStatus":"`+row.status+`"}]`)
			err := v.operator().Terminate(t.Context(), singapore, []provider.InstanceID{"a", "b"})
			if got := len(provider.All(err)); got != row.faults || len(v.requests("TerminateInstances")) != row.requests {
				t.Errorf("Terminate() = %v with %d requests, want %d faults with %d", err,
					len(v.requests("TerminateInstances")), row.faults, row.requests)
			}
		})
	}
}

// A lost answer is asked for again: what was done by then is no fault.
func TestTerminateAfterALostAnswer(t *testing.T) {
	t.Parallel()
	v := serve(t)
	first := true
	v.when("TerminateInstances", func(asked) (int, string) {
		if first {
			first = false
			return http.StatusBadGateway, "<html>"
		}
		return refusal("UnsupportedOperation.InvalidInstanceState", "Instance a is in terminating status, cannot terminate")
	})
	v.on("DescribeInstances", `"InstanceSet":[{"InstanceId":"a","InstanceStatus":"terminating"}]`)
	if err := v.operator().Terminate(t.Context(), singapore, []provider.InstanceID{"a"}); err != nil {
		t.Errorf("Terminate() = %v, want nil", err)
	}
}

// The clock is the operator's: the error has the difference.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	o := opened(t, "A")
	behind := o.Account
	behind.Now = func() time.Time { return o.Account.Now().Add(-10 * time.Minute) }
	_, err := open(t, behind).Zones(t.Context())
	if e := fault(t, "Zones()", err); e.Kind != provider.KindClock || e.Field != provider.FieldAccount ||
		!errors.Is(err, e) {
		t.Errorf("Zones() with a clock that is late = %#v, want KindClock", e)
	}
}
