package sim_test

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// transcript is what a cloud with the seed answers to some requests: lists, prices, purchases of all products, and the
// machines as they are made.
func transcript(t *testing.T, seed uint64) [][]byte {
	t.Helper()
	f := open(t, sim.Options{Seed: seed})
	var all [][]byte
	ask := func(service, version, action string, body any) {
		t.Helper()
		all = append(all, f.send(t, f.request(t, service, version, action, body)).Raw)
	}
	const bmc, vm = "2026-02-01", "2026-04-01"
	ask("bmc", bmc, "DescribeAvailableResources", obj{"instanceChargeType": "POSTPAID"})
	ask("bmc", bmc, "InquiryPriceCreateInstance", order(nil))
	ask("bmc", bmc, "CreateInstances", order(obj{"amount": 5, "subnetId": seoulNet}))
	ask("bmc", bmc, "CreateSubnet", obj{"zoneId": "SEL-A", "cidrBlock": "10.0.77.0/24", "subnetName": "new"})
	ask("vm", vm, "DescribeImages", obj{"zoneId": "SEL-A"})
	ask("vm", vm, "CreateInstances", vmOrder(obj{"instanceCount": 5, "subnetId": vmNet}))
	for _, zone := range []string{guangzhou, frankfurt} {
		all = append(all, f.edge.ask(t, regionOf(zone), "DescribePrivateNetworkInstances", obj{}).Raw,
			f.edge.ask(t, regionOf(zone), "DescribePublicIps", obj{}).Raw)
	}
	all = append(all, f.edge.ask(t, "ap-guangzhou", "CreateInstances",
		f.edge.order(t, guangzhou, obj{"InstanceCount": 2})).Raw)
	for range 30 {
		f.clock.Advance(20 * time.Second)
		ask("bmc", bmc, "DescribeInstances", obj{})
		ask("vm", vm, "DescribeInstances", obj{})
		all = append(all, f.edge.ask(t, "ap-guangzhou", "DescribeInstances", obj{}).Raw)
	}
	ask("bmc", bmc, "DescribeAvailableResources", obj{"instanceChargeType": "POSTPAID"})
	ask("zbc", "2024-08-08", "DescribeCustomerBalance", obj{})
	return all
}

// TestSameSeedSameCloud: two clouds that get the same requests at the same times answer the same, to the last id.
func TestSameSeedSameCloud(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{sim.DefaultSeed, 42} {
		first, second := transcript(t, seed), transcript(t, seed)
		for i := range first {
			if !bytes.Equal(first[i], second[i]) {
				t.Fatalf("seed %d, answer %d:\n%s\n%s", seed, i, first[i], second[i])
			}
		}
	}
}

// TestOtherSeedOtherCloud: clouds with different seeds have different ids, and machines that take different times.
func TestOtherSeedOtherCloud(t *testing.T) {
	t.Parallel()
	seen, durations := map[string]uint64{}, map[int]bool{}
	for _, seed := range []uint64{1, 2, 3, 1 << 40} {
		f := open(t, sim.Options{Seed: seed})
		id, seconds := f.create(t, nil)[0], 0
		for ; f.status(t, id) != "RUNNING"; seconds++ {
			f.clock.Advance(time.Second)
		}
		durations[seconds] = true
		ids := append(f.create(t, obj{"amount": 3}), fmt.Sprint(f.edge.network(t, guangzhou, "Private")),
			fmt.Sprint(f.edge.network(t, guangzhou, "Public")))
		for _, id := range ids {
			if other, ok := seen[id]; ok {
				t.Errorf("seeds %d and %d both have %s", other, seed, id)
			}
			seen[id] = seed
		}
	}
	if len(durations) < 2 {
		t.Errorf("machines run after %v seconds whatever the seed", durations)
	}
}

// TestRequestsOfOtherProcesses: a cloud that is opened later gives its requests other ids, whatever its seed: support
// asks for them.
func TestRequestsOfOtherProcesses(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for hour := range 3 {
		at := newClock().Now().Add(time.Duration(hour) * time.Hour)
		f := open(t, sim.Options{Seed: sim.DefaultSeed, Now: func() time.Time { return at }})
		f.clock.Advance(time.Duration(hour) * time.Hour)
		id := f.send(t, f.request(t, "bmc", "2026-02-01", "DescribeZones", obj{})).RequestID
		if id == "" || seen[id] {
			t.Errorf("hour %d: the request has the id %q, want one of its own", hour, id)
		}
		seen[id] = true
	}
}

// TestLargestSeeds: whatever the seed, ids have the length and the first digits of the vendor's.
func TestLargestSeeds(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{0, 18_013, 1_000_003, math.MaxInt64, 1 << 63, math.MaxUint64 - 7, math.MaxUint64} {
		f := open(t, sim.Options{Seed: seed})
		key := f.send(t, f.request(t, "ccs", "2025-09-01", "ImportKeyPair", obj{"keyName": "k", "publicKey": sshKey}))
		edge := f.edge.buy(t, guangzhou, nil)[0]
		for id, want := range map[string]string{
			f.create(t, nil)[0]:               `^1001\d{15}$`,
			fmt.Sprint(key.Response["keyId"]): `^key-S[0-9A-Z]{7}$`,
			edge:                              `^epm-[0-9a-z]{8}$`,
		} {
			if !regexp.MustCompile(want).MatchString(id) {
				t.Errorf("seed %d makes the id %s, want %s", seed, id, want)
			}
		}
	}
}

// TestSeededNetworksKeepTheirIDs: an order file can name them, whatever was bought before they were read.
func TestSeededNetworksKeepTheirIDs(t *testing.T) {
	t.Parallel()
	networks := func(before func(*fixture)) string {
		f := open(t, sim.Options{Seed: sim.DefaultSeed})
		before(f)
		return fmt.Sprint(f.edge.network(t, guangzhou, "Private"), f.edge.network(t, guangzhou, "Public"),
			f.edge.network(t, tokyo, "Public"))
	}
	want := networks(func(*fixture) {})
	if got := networks(func(f *fixture) { f.create(t, obj{"amount": 7}) }); got != want {
		t.Errorf("networks after a purchase = %s, before one %s", got, want)
	}
}
