package edgezone

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
)

// maxIDs is the longest list of ids (Tencent Cloud API reference, edgezone TerminateInstances; for lists it is not
// stated).
const maxIDs = 100

type instancesRequest struct {
	InstanceIDs      []string `json:"InstanceIds"`
	InstanceName     string   `json:"InstanceName"`
	Zone             string   `json:"Zone"`
	InstanceStatus   []string `json:"InstanceStatus"`
	PublicIPs        []string `json:"PublicIps"`
	PublicNetworkID  string   `json:"PublicNetworkId" tc:"B"`
	PrivateNetworkID string   `json:"PrivateNetworkId" tc:"B"`
	tencent.Page
}

// Check refuses invalid filters.
func (r *instancesRequest) Check() error {
	statuses := []string{allocating, running, isolating, isolated, terminating, failed}
	switch {
	case len(r.InstanceIDs) > maxIDs:
		return tencent.Refuse("InvalidParameter", "The parameter `InstanceIds` has more than %d elements.", maxIDs)
	case slices.ContainsFunc(r.InstanceStatus, func(s string) bool { return !in(statuses, s) }):
		return tencent.Refuse("InvalidParameter", "The parameter `InstanceStatus` is not one of %s.",
			strings.Join(statuses, ", "))
	}
	return r.Page.Check()
}

// match applies the filters that the database does not apply. The name is a part of the machine's.
func (r *instancesRequest) match(m *machine, public4 string) bool {
	is := func(filter, value string) bool { return filter == "" || filter == value }
	return strings.Contains(m.Name, r.InstanceName) && in(r.InstanceStatus, m.status) && (len(r.PublicIPs) == 0 ||
		slices.Contains(r.PublicIPs, public4)) &&
		is(r.PublicNetworkID, m.PublicID) && is(r.PrivateNetworkID, m.Subnet)
}

type instanceInfo struct {
	InstanceID       string `json:"InstanceId"`
	InstanceName     string `json:"InstanceName"`
	MachineID        string `json:"MachineId"`
	InstanceType     string `json:"InstanceType"`
	Zone             string `json:"Zone"`
	ImageID          string `json:"ImageId"`
	VersionNumber    string `json:"VersionNumber"`
	InstanceStatus   string `json:"InstanceStatus"`
	OperateStatus    string `json:"OperateStatus"`
	PrivateNetworkID string `json:"PrivateNetworkId"`
	PrivateIP        string `json:"PrivateIp"`
	PrivateIPv6      string `json:"PrivateIpV6"`
	PublicNetworkID  string `json:"PublicNetworkId"`
	PublicIP         string `json:"PublicIp"`
	PublicIPv6       string `json:"PublicIpV6"`
	CreatedTime      string `json:"CreatedTime"`

	*instanceInfoB
}

// instanceInfoB is the members that revision B adds.
type instanceInfoB struct {
	FileSystemType     string `json:"FileSystemType"`
	InstanceFamily     string `json:"InstanceFamily"`
	InstanceFamilyName string `json:"InstanceFamilyName"`
	CPUType            string `json:"CpuType"`
	CPU                int    `json:"Cpu"`
	Memory             int    `json:"Memory"`
}

type instanceList struct {
	TotalCount  int            `json:"TotalCount"`
	InstanceSet []instanceInfo `json:"InstanceSet"`
}

// instances are the actions on machines.
type instances struct{ edge }

func (i instances) actions() map[string]tencent.Action {
	return map[string]tencent.Action{
		"CreateInstances":         i.createInstances,
		"DescribeInstances":       i.describeInstances,
		"ModifyInstanceAttribute": i.modifyInstance,
		"TerminateInstances":      i.terminateInstances,
	}
}

// describeInstances lists the region's machines, the oldest first. Unknown ids are missing.
func (i instances) describeInstances(ctx context.Context, c *tencent.Call) (any, error) {
	var r instancesRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	session := i.Store.Read()
	all, err := machines(ctx, session, store.Query{IDs: r.InstanceIDs, Zone: r.Zone, Poll: true})
	if err != nil {
		return nil, err
	}
	var rows []instanceInfo
	for _, m := range all {
		if info := i.info(c, session, m); i.inRegion(c, m.Zone) && r.match(m, info.PublicIP) {
			rows = append(rows, info)
		}
	}
	out, total := tencent.Paged(c, r.Page, rows)
	return instanceList{total, out}, nil
}

func (i instances) info(c *tencent.Call, session *store.Session, m *machine) instanceInfo {
	info := instanceInfo{
		InstanceID: m.ID, InstanceName: m.Name, MachineID: m.Host, InstanceType: m.Type, Zone: m.Zone,
		ImageID: m.ImageID, VersionNumber: m.Version,
		InstanceStatus: m.status, OperateStatus: m.Operate, PrivateNetworkID: m.Subnet, PublicNetworkID: m.PublicID,
		CreatedTime: store.Time(m.Created).Format(timeFormat),
	}
	if session.Past(m.PrivateFrom) && m.status != terminating { // they are released before the disks are wiped
		info.PrivateIP, info.PublicIP, info.PublicIPv6 = m.Private4, m.Public4, m.Public6
	}
	if t, ok := i.catalog().Type(m.Type); ok && c.RevisionB {
		info.instanceInfoB = &instanceInfoB{m.FileSystem, t.Family, t.FamilyName, t.CPU, t.Cores, t.MemoryGB}
	}
	return info
}
