package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// securityGroup is one of the account's security groups.
type securityGroup = store.Entry[store.SecurityGroup]

var securityGroups = store.GroupsOf(productID)

// groups are the actions on security groups, and on the machines in them.
type groups struct{ *fleet }

func (s groups) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeSecurityGroups":                          zenlayer.Handle(s.describeSecurityGroups),
		"DescribeInstanceAvailableSecurityGroupResources": zenlayer.Handle(s.describeGroupsFor),
		"CreateSecurityGroup":                             zenlayer.Handle(s.createGroup),
		"DeleteSecurityGroup":                             zenlayer.Handle(s.deleteGroup),
		"ModifySecurityGroupsAttribute":                   zenlayer.Handle(s.renameGroups),
		"AuthorizeSecurityGroupRules":                     zenlayer.Handle(s.addRules),
		"AuthorizeSecurityGroupRule":                      zenlayer.Handle(s.addRule),
		"RevokeSecurityGroupRules":                        zenlayer.Handle(s.removeRules),
		"ConfigureSecurityGroupRules":                     zenlayer.Handle(s.setRules),
		"AssociateSecurityGroupInstance":                  zenlayer.Handle(s.joinGroup),
		"UnAssociateSecurityGroupInstance":                zenlayer.Handle(s.leaveGroup),
	}
}

type securityGroupsRequest struct {
	IDs  []string `json:"securityGroupIds"`
	Name string   `json:"securityGroupName"`
	zenlayer.Page
}

func (r *securityGroupsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("securityGroupIds", r.IDs), r.CheckPage())
}

type securityGroupInfo struct {
	ID          string     `json:"securityGroupId"`
	Name        string     `json:"securityGroupName"`
	Status      string     `json:"securityGroupStatus"`
	CreateTime  string     `json:"createTime"`
	Description *string    `json:"description"`
	InstanceIDs []string   `json:"instanceIds"`
	Rules       []ruleInfo `json:"ruleInfos"`
	IsDefault   bool       `json:"isDefault"`
}

type ruleInfo struct {
	Direction   string  `json:"direction"`
	Policy      string  `json:"policy"`
	Priority    int     `json:"priority"`
	IPProtocol  string  `json:"ipProtocol"`
	PortRange   string  `json:"portRange"`
	CIDRIP      string  `json:"cidrIp"`
	Description *string `json:"description"`
}

func (s groups) describeSecurityGroups(ctx context.Context, c *wire.Call, r *securityGroupsRequest) (any, error) {
	session := s.Store.Read()
	machines, err := s.List(ctx, session, store.Query{}, func(*instance) bool { return true })
	if err != nil {
		return nil, err
	}
	members := map[string][]string{}
	for _, i := range machines {
		for _, id := range i.Own.groups() {
			members[id] = append(members[id], i.ID)
		}
	}
	rows, err := store.Where(ctx, session, securityGroups, func(g *store.SecurityGroup) bool {
		return zenlayer.In(r.IDs, g.ID) && strings.Contains(g.Name, r.Name)
	})
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, rows, func(e *securityGroup) (securityGroupInfo, error) {
		g := e.Value
		info := securityGroupInfo{
			ID: g.ID, Name: g.Name, Status: g.Status, CreateTime: g.Created.Format(zenlayer.TimeFormat),
			Description: zenlayer.OrNull(g.Description),
			InstanceIDs: append([]string{}, members[g.ID]...), Rules: []ruleInfo{}, IsDefault: g.Default,
		}
		for _, rule := range g.Rules {
			info.Rules = append(info.Rules, ruleInfo{
				rule.Direction, accept, cmp.Or(rule.Priority,
					1), rule.Protocol, rule.Ports, rule.CIDR, zenlayer.OrNull(rule.Description),
			})
		}
		return info, nil
	})
}

// accept is the only policy of a rule.
const accept = "accept"

type availableGroup struct {
	ID        string `json:"securityGroupId"`
	Name      string `json:"securityGroupName"`
	IsDefault bool   `json:"isDefault"`
}

func (s groups) describeGroupsFor(ctx context.Context, _ *wire.Call, r *compute.InstanceID) (any, error) {
	session := s.Store.Read()
	machines, err := s.Find(ctx, session, r.InstanceID)
	if err != nil {
		return nil, err
	}
	in := machines[0].Own.groups()
	groups, err := store.Where(ctx, session, securityGroups,
		func(g *store.SecurityGroup) bool { return g.Status == available && !slices.Contains(in, g.ID) })
	if err != nil {
		return nil, err
	}
	rows := []availableGroup{}
	for _, e := range groups {
		rows = append(rows, availableGroup{e.ID, e.Value.Name, e.Value.Default})
	}
	return struct {
		Rows []availableGroup `json:"instanceAvailableSecurityGroups"`
	}{rows}, nil
}
