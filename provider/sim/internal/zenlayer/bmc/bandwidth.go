package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

type bandwidthRequest struct {
	compute.InstanceID

	Mbps *int `json:"bandwidthOutMbps"` // the other service has another word for it
}

func (r *bandwidthRequest) Check() error {
	return zenlayer.First(r.InstanceID.Check(), zenlayer.RequiredIf(true, "bandwidthOutMbps", r.Mbps != nil),
		zenlayer.Within("bandwidthOutMbps", r.Mbps, 1, 1<<30))
}

func (s *service) modifyBandwidth(ctx context.Context, c *wire.Call, r *bandwidthRequest) (any, error) {
	return s.Bandwidth(ctx, c, r.InstanceID.InstanceID, *r.Mbps)
}

func (s *service) bandwidthPrice(ctx context.Context, c *wire.Call, r *bandwidthRequest) (any, error) {
	prices, err := s.BandwidthPrice(ctx, c, r.InstanceID.InstanceID, *r.Mbps)
	return struct {
		Price []zenlayer.Price `json:"bandwidthPrice"`
	}{prices}, err
}
