package sim_test

import (
	"math"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

const billingMonth = 30 * 24 * time.Hour

// spent is what f costs the account, in millionths.
func spent(t *testing.T, f *fixture, do func()) int64 {
	t.Helper()
	before := f.ledger(t).Balance.Micros
	do()
	return before - f.ledger(t).Balance.Micros
}

// spending is every request that costs money in advance, by action. body makes what it needs and returns what it sends.
var spending = []struct {
	action string
	vm     bool
	body   func(t *testing.T, f *fixture) obj
}{
	{"CreateInstances", false, func(*testing.T, *fixture) obj { return order(prepaid()) }},
	{"CreateInstances", true, func(*testing.T, *fixture) obj { return vmOrder(prepaid()) }},
	{"ModifyInstanceBandwidth", false, func(t *testing.T, f *fixture) obj {
		t.Helper()
		return obj{"instanceId": prepaidMachine(t, f), "bandwidthOutMbps": 300}
	}},
	{"ModifyInstanceBandwidth", true, func(t *testing.T, f *fixture) obj {
		t.Helper()
		return obj{"instanceId": prepaidMachine(t, f), "internetMaxBandwidthOut": 300}
	}},
	{"ModifyInstanceTrafficPackage", false, func(t *testing.T, f *fixture) obj {
		t.Helper()
		id := prepaidMachine(t, f, obj{"internetChargeType": "ByTrafficPackage", "trafficPackageSize": 20})
		return obj{"instanceId": id, "trafficPackageSize": 50}
	}},
	{"RenewInstance", false, renewal},
	{"RenewInstance", true, renewal},
	{"AllocateEipAddresses", false, func(*testing.T, *fixture) obj {
		return obj{"zoneId": "SEL-A", "eipChargeType": "PREPAID", "eipChargePrepaid": obj{"period": 1}}
	}},
	{"CreateDisks", true, func(*testing.T, *fixture) obj { return prepaidDisk() }},
	{"ResizeDisk", true, func(t *testing.T, v *fixture) obj {
		t.Helper()
		id := v.must(t, "CreateDisks", prepaidDisk()).texts("diskIds")[0]
		v.clock.Advance(time.Minute)
		return obj{"diskId": id, "diskSize": 200}
	}},
}

func prepaid() obj {
	return obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1}}
}

func prepaidDisk() obj {
	return obj{
		"zoneId": "SEL-A", "diskName": "db", "diskSize": 100, "chargeType": "PREPAID", "chargePrepaid": obj{"period": 1},
	}
}

func renewal(t *testing.T, f *fixture) obj {
	t.Helper()
	one := obj{"instanceId": prepaidMachine(t, f)}
	f.must(t, "TerminateInstance", one)
	return one
}

// prepaidMachine buys a machine for a month and waits until it runs.
func prepaidMachine(t *testing.T, f *fixture, changes ...obj) string {
	t.Helper()
	all := changed(prepaid(), obj{"internetMaxBandwidthOut": 100})
	for _, c := range changes {
		all = changed(c, all)
	}
	id := f.create(t, all)[0]
	f.clock.Advance(time.Hour)
	return id
}

// TestPriceFaultMovesCharges: what is charged moves as what is quoted.
func TestPriceFaultMovesCharges(t *testing.T) {
	t.Parallel()
	for _, row := range spending {
		t.Run(row.action, func(t *testing.T) {
			t.Parallel()
			paid := [2]int64{}
			for i := range paid {
				f := open(t, sim.Options{})
				if row.vm {
					f = openVM(t, sim.Options{})
				}
				body := row.body(t, f)
				if i == 1 {
					f.inject(t, sim.Fault{Do: sim.Price, Percent: 50})
				}
				paid[i] = spent(t, f, func() { f.must(t, row.action, body) })
			}
			if ratio := float64(paid[1]) / float64(paid[0]); paid[0] <= 0 || math.Abs(ratio-1.5) > 0.002 {
				t.Errorf("charged %d, and %d after prices rose by half", paid[0], paid[1])
			}
		})
	}
}

// TestNoBalanceRefusesCharges: an account that cannot pay is refused whatever it spends on, and is charged nothing.
func TestNoBalanceRefusesCharges(t *testing.T) {
	t.Parallel()
	for _, row := range spending {
		t.Run(row.action, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{})
			if row.vm {
				f = openVM(t, sim.Options{})
			}
			body := row.body(t, f)
			f.inject(t, sim.Fault{Do: sim.NoBalance})
			paid := spent(t, f, func() {
				f.refused(t, row.action, body, 403, "OPERATION_DENIED_BALANCE_INSUFFICIENT")
			})
			if paid != 0 {
				t.Errorf("a refused %s cost %d", row.action, paid)
			}
			f.must(t, row.action, body)
		})
	}
}

// TestTermsRollOn: a machine that nobody cancelled is renewed, and an upgrade in a later term costs what is left of
// that term.
func TestTermsRollOn(t *testing.T) {
	t.Parallel()
	bmc, vm := open(t, sim.Options{}), openVM(t, sim.Options{})
	for _, row := range []struct {
		*fixture
		mbps string
	}{{bmc, "bandwidthOutMbps"}, {vm, "internetMaxBandwidthOut"}} {
		f := row.fixture
		id := prepaidMachine(t, f)
		f.clock.Advance(billingMonth + 15*24*time.Hour)
		m := f.machine(t, id)
		end, err := time.Parse(time.RFC3339, m["expiredTime"].(string))
		if err != nil || !end.After(f.clock.Now()) || end.Sub(f.clock.Now()) > billingMonth {
			t.Errorf("%s: in the second term the machine expires at %v, %v", f.service, end, err)
		}
		price := f.must(t, "InquiryPriceInstanceBandwidth", obj{"instanceId": id, row.mbps: 300})
		full := price.Response["bandwidthPrice"].([]any)[0].(obj)["discountPrice"].(float64)
		was := f.must(t, "InquiryPriceInstanceBandwidth", obj{"instanceId": id, row.mbps: 100})
		full -= was.Response["bandwidthPrice"].([]any)[0].(obj)["discountPrice"].(float64)
		share := float64(end.Sub(f.clock.Now())) / float64(billingMonth)
		paid := spent(t, f, func() { f.must(t, "ModifyInstanceBandwidth", obj{"instanceId": id, row.mbps: 300}) })
		if want := full * share; math.Abs(float64(paid)/1e6-want) > 0.01 {
			t.Errorf("%s: an upgrade with %.3f of a term left cost %.2f, want %.2f", f.service, share,
				float64(paid)/1e6, want)
		}
		f.must(t, "TerminateInstance", obj{"instanceId": id})
		if got := f.machine(t, id); got["instanceStatus"] != "RUNNING" || got["expiredTime"] != m["expiredTime"] {
			t.Errorf("%s: cancelled in the second term = %v, want it to run until %v", f.service, got, m["expiredTime"])
		}
		f.clock.Advance(billingMonth)
		if got := f.status(t, id); got == "RUNNING" {
			t.Errorf("%s: a cancelled machine still runs after its term", f.service)
		}
	}
}

// TestRenewalCostsWhatTheMachineIsNow: another term costs the bandwidth that the machine has by then.
func TestRenewalCostsWhatTheMachineIsNow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		f    *fixture
		mbps string
	}{{open(t, sim.Options{}), "bandwidthOutMbps"}, {openVM(t, sim.Options{}), "internetMaxBandwidthOut"}} {
		f := row.f
		id := prepaidMachine(t, f, obj{"internetMaxBandwidthOut": 300})
		want := spent(t, f, func() { f.create(t, changed(prepaid(), obj{"internetMaxBandwidthOut": 300})) })
		small := prepaidMachine(t, f)
		f.must(t, "ModifyInstanceBandwidth", obj{"instanceId": small, row.mbps: 300})
		f.clock.Advance(time.Hour)
		for _, m := range []string{id, small} {
			f.must(t, "TerminateInstance", obj{"instanceId": m})
			if got := spent(t, f, func() { f.must(t, "RenewInstance", obj{"instanceId": m}) }); got != want {
				t.Errorf("%s: a renewal at 300 Mbps cost %d, want %d", f.service, got, want)
			}
		}
	}
}

// TestUpgradeOfAMachineThatWasRenewed: it is paid for all that is left, which is more than a term.
func TestUpgradeOfAMachineThatWasRenewed(t *testing.T) {
	t.Parallel()
	upgrade := func(renewed bool) float64 {
		f := open(t, sim.Options{})
		one := obj{"instanceId": prepaidMachine(t, f)}
		if renewed {
			f.must(t, "TerminateInstance", one)
			f.must(t, "RenewInstance", one)
		}
		return float64(spent(t, f, func() {
			f.must(t, "ModifyInstanceBandwidth", changed(obj{"bandwidthOutMbps": 300}, one))
		}))
	}
	if once, twice := upgrade(false), upgrade(true); once <= 0 || math.Abs(twice/once-2) > 0.01 {
		t.Errorf("an upgrade costs %v, and %v with another term paid, want twice as much", once, twice)
	}
}

// TestPrepaidTermsOfAddressesAndDisks: they are renewed too, so the end of the term is never past.
func TestPrepaidTermsOfAddressesAndDisks(t *testing.T) {
	t.Parallel()
	f, v := open(t, sim.Options{}), openVM(t, sim.Options{})
	eip := f.must(t, "AllocateEipAddresses", obj{
		"zoneId": "SEL-A", "eipChargeType": "PREPAID", "eipChargePrepaid": obj{"period": 2},
	}).texts("eipIdSet")[0]
	disk := v.must(t, "CreateDisks", prepaidDisk()).texts("diskIds")[0]
	for _, row := range []struct {
		f    *fixture
		list func() obj
		term time.Duration
	}{
		{f, func() obj { return f.row(t, "DescribeEipAddresses", obj{"eipIds": []string{eip}}) }, 2 * billingMonth},
		{v, func() obj { return v.row(t, "DescribeDisks", obj{"diskIds": []string{disk}}) }, billingMonth},
	} {
		first, err := time.Parse(time.RFC3339, row.list()["expiredTime"].(string))
		if err != nil {
			t.Fatal(err)
		}
		row.f.clock.Advance(row.term + time.Hour)
		if got, want := row.list()["expiredTime"], first.Add(row.term).Format(time.RFC3339); got != want {
			t.Errorf("%s: in the second term expiredTime = %v, want %v", row.f.service, got, want)
		}
	}
}

// TestResizeCostsTheDifference for what is left of the term; by use it costs nothing in advance.
func TestResizeCostsTheDifference(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	price := func(size int) float64 {
		p := v.must(t, "InquiryPriceCreateDisks", changed(obj{"diskSize": size}, prepaidDisk()))
		return p.Response["dataDiskPrice"].(obj)["discountPrice"].(float64)
	}
	id := v.must(t, "CreateDisks", prepaidDisk()).texts("diskIds")[0]
	v.clock.Advance(15 * 24 * time.Hour)
	paid := spent(t, v, func() { v.must(t, "ResizeDisk", obj{"diskId": id, "diskSize": 200}) })
	if want := (price(200) - price(100)) / 2; math.Abs(float64(paid)/1e6-want) > 0.01 {
		t.Errorf("100 GB more for half a month cost %.3f, want %.3f", float64(paid)/1e6, want)
	}
	free := v.must(t, "CreateDisks", changed(obj{"chargeType": "POSTPAID", "chargePrepaid": nil},
		prepaidDisk())).texts("diskIds")[0]
	v.clock.Advance(time.Minute)
	if paid := spent(t, v, func() { v.must(t, "ResizeDisk", obj{"diskId": free, "diskSize": 200}) }); paid != 0 {
		t.Errorf("a disk that is paid for by use cost %d in advance", paid)
	}
}
