package assets

import "embed"

// Sim holds the catalogue of the simulated cloud: sim/account.json for what products share (key pairs, resource
// groups, bandwidth clusters, balance) and one folder per product, sim/zenlayer-bmc, with what it sells. Everything in
// it is invented: the models, prices and stock are nobody's, and the addresses are from the ranges set aside for
// documentation (RFC 5737, RFC 3849) and for carriers' own networks (RFC 6598).
//
//go:embed sim
var Sim embed.FS
