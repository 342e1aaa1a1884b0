package bmc

import (
	"cmp"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// switches are the answers that others switch off. A machine that boots by iPXE gets no image, and one without an
// image no partitions (Zenlayer API reference, BMC CreateInstances, imageId and partitions, read 2026-11).
func switches() []provider.Switch {
	return append(compute.Switches([]string{compute.ByTrafficPackage}, clusterCharges()),
		provider.Switch{Field: provider.FieldImage, By: provider.FieldIPXE, Conflict: true, Off: func(s provider.Spec) bool {
			return s.IPXE != "" && s.Image != ""
		}},
		provider.Switch{Field: provider.FieldPartitions, By: provider.FieldImage, Off: func(s provider.Spec) bool {
			return s.Image == "" || s.IPXE != ""
		}},
		provider.LoginSwitch(provider.FieldSSHKeys, provider.LoginKeys),
	)
}

// form is s as it is sent: file systems in lower case, drives of Windows in upper case, no RAID without a level or an
// array.
func form(s provider.Spec) provider.Spec {
	s = compute.Form(s)
	for i := range s.Storage.Partitions {
		p := &s.Storage.Partitions[i]
		if strings.HasPrefix(p.Path, "/") {
			p.FS = strings.ToLower(p.FS)
			continue
		}
		p.Path, p.FS = strings.ToUpper(p.Path), strings.ToUpper(p.FS) // a drive of Windows
	}
	if r := s.Storage.RAID; r != nil && r.Level == nil && len(r.Arrays) == 0 {
		s.Storage.RAID = nil
	}
	return s
}

// defaults answers by fixed rules: pay by use, numbered names, a password that the vendor makes and mails, because it
// needs no secret of the operator's.
func defaults(s provider.Spec) provider.Spec {
	s = compute.Defaults(s, ID)
	if s.Zone != "" && s.Type != "" {
		s.Hostname = cmp.Or(s.Hostname, s.Name) // the rules of both are the same
	}
	if s.Access.Login == "" && len(rules.Answered(s.Access, ways()...)) < 2 {
		s.Access.Login = cmp.Or(login(s.Access), provider.LoginVendor)
	}
	return s
}
