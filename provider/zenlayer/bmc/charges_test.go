package bmc_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zenlayertest"
)

func TestChargesSold(t *testing.T) {
	t.Parallel()
	prepaid, both := []provider.Charge{provider.Prepaid}, []provider.Charge{provider.Postpaid, provider.Prepaid}
	zenlayertest.CheckCharges(t, bmc.Product(),
		zenlayertest.Sold{Zone: "CGK-C", Type: "S1L", Under: prepaid, Refused: "billing.charge:sold_out"},
		zenlayertest.Sold{Zone: "JNB-A", Type: "S1L", Under: prepaid, Refused: "billing.charge:sold_out"},
		zenlayertest.Sold{Zone: "FRA-A", Type: "G4W", Under: prepaid, Refused: "billing.charge:sold_out"},
		zenlayertest.Sold{Zone: "FRA-A", Type: "M6C", Under: both},
		zenlayertest.Sold{Zone: "CGK-C", Type: "M3D", Refused: "type:sold_out"},
		zenlayertest.Sold{Zone: "SEL-A", Type: "H8Y", Refused: "type:sold_out"},
		zenlayertest.Sold{Zone: "SEL-A", Type: "M6J", Refused: "type:sold_out"},
	)
}
