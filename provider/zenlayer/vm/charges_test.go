package vm_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zenlayertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

func TestChargesSold(t *testing.T) {
	t.Parallel()
	prepaid, both := []provider.Charge{provider.Prepaid}, []provider.Charge{provider.Postpaid, provider.Prepaid}
	zenlayertest.CheckCharges(t, vm.Product(),
		zenlayertest.Sold{Zone: "JNB-A", Type: "c.1c2g", Under: prepaid, Refused: "billing.charge:unsupported"},
		zenlayertest.Sold{Zone: "SEL-A", Type: "c.64c128g", Under: prepaid, Refused: "billing.charge:sold_out"},
		zenlayertest.Sold{Zone: "SEL-A", Type: "c.1c2g", Under: both},
	)
}
