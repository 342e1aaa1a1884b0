package vm

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// Limits of security groups (Zenlayer API reference and product documentation, VM security groups, read 2026-11); how
// many there may be and how many rules is published nowhere.
const (
	groupIDs     = 702 // the first digits
	maxGroups    = 100
	maxRules     = 100
	maxGroupsOf  = 2 // of a machine
	maxPriority  = 100
	anyPort      = "-1/-1"
	groupMissing = "INVALID_SECURITY_GROUP_NOT_FOUND"
)

type rule struct {
	Direction   string `json:"direction"`
	Policy      string `json:"policy"`
	Priority    *int   `json:"priority"`
	IPProtocol  string `json:"ipProtocol"`
	PortRange   string `json:"portRange"`
	CIDRIP      string `json:"cidrIp"`
	Description string `json:"description"`
}

// check refuses a rule that cannot be.
func (r *rule) check() error {
	err := zenlayer.First(zenlayer.Required("direction", r.Direction),
		zenlayer.OneOf("direction", r.Direction, "ingress", "egress"),
		zenlayer.Required("ipProtocol", r.IPProtocol), zenlayer.OneOf("ipProtocol", r.IPProtocol, "tcp", "udp", "icmp",
			"all"),
		zenlayer.Required("cidrIp", r.CIDRIP))
	switch {
	case err != nil:
		return err
	case r.Policy != "" && r.Policy != accept:
		return zenlayer.Refuse("INVALID_PARAMETER_SECURITY_GROUP_POLICY", "The policy `%s` is not `%s`", r.Policy,
			accept)
	case r.Priority != nil && (*r.Priority < 1 || *r.Priority > maxPriority):
		return zenlayer.Refuse("INVALID_PARAMETER_SECURITY_GROUP_PRIORITY", "The priority `%d` is not from 1 to %d",
			*r.Priority, maxPriority)
	case !r.goodPorts():
		return zenlayer.Refuse("INVALID_PARAMETER_SECURITY_GROUP_PORT_RANGE", "The portRange `%s` does not suit `%s`",
			r.PortRange, r.IPProtocol)
	}
	_, errPrefix := netip.ParsePrefix(r.CIDRIP)
	_, errAddr := netip.ParseAddr(r.CIDRIP)
	if errPrefix != nil && errAddr != nil {
		return zenlayer.Refuse("INVALID_PARAMETER_SECURITY_GROUP_SOURCE_CIDR_IP", "The cidrIp `%s` is malformed",
			r.CIDRIP)
	}
	return nil
}

// goodPorts: protocols without ports have -1/-1, the others from/to.
func (r *rule) goodPorts() bool {
	if r.IPProtocol == "icmp" || r.IPProtocol == "all" {
		return r.PortRange == "" || r.PortRange == anyPort
	}
	from, to, _ := strings.Cut(r.PortRange, "/")
	a, errFrom := strconv.Atoi(from)
	b, errTo := strconv.Atoi(to)
	return errFrom == nil && errTo == nil && a >= 1 && a <= b && b <= 65535
}

func (r *rule) kept() store.SecurityRule {
	ports := r.PortRange
	if r.IPProtocol == "icmp" || r.IPProtocol == "all" {
		ports = anyPort
	}
	k := store.SecurityRule{
		Direction: r.Direction, Protocol: r.IPProtocol, Ports: ports, CIDR: r.CIDRIP,
		Description: r.Description,
	}
	if r.Priority != nil {
		k.Priority = *r.Priority
	}
	return k
}

// same compares all but the description.
func same(a, b store.SecurityRule) bool {
	return a.Direction == b.Direction && a.Protocol == b.Protocol && a.Ports == b.Ports && a.CIDR == b.CIDR &&
		cmp.Or(a.Priority, 1) == cmp.Or(b.Priority, 1)
}

// with adds rules to those that are there.
func with(there []store.SecurityRule, more []rule) ([]store.SecurityRule, error) {
	all := slices.Clone(there)
	for _, r := range more {
		if err := r.check(); err != nil {
			return nil, err
		}
		k := r.kept()
		if slices.ContainsFunc(all, func(other store.SecurityRule) bool { return same(other, k) }) {
			return nil, zenlayer.Refuse("OPERATION_DENIED_SECURITY_GROUP_EXIST_REPEAT_RULE",
				"The rule for `%s` from `%s` is there twice", k.Ports, k.CIDR)
		}
		all = append(all, k)
	}
	if len(all) > maxRules {
		return nil, zenlayer.Refuse("OPERATION_DENIED_SECURITY_GROUP_RULE_EXCEED_LIMIT",
			"`%d` rules are more than `%d`", len(all), maxRules)
	}
	return all, nil
}

type createGroupRequest struct {
	Name        string `json:"securityGroupName"`
	Rules       []rule `json:"ruleInfos"`
	Description string `json:"description"`
}

func (r *createGroupRequest) Check() error {
	return zenlayer.First(zenlayer.Required("securityGroupName", r.Name), checkGroup(r.Name, r.Description))
}

// checkGroup refuses what a group cannot be called, or said to be.
func checkGroup(name, description string) error {
	if err := zenlayer.AtMost("securityGroupName", len(name), zenlayer.MaxName); err != nil {
		return err
	}
	if zenlayer.CheckPlainName(name) != nil {
		return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified securityGroupName `%s` is malformed",
			name)
	}
	n := len([]rune(description))
	if n == 1 {
		return zenlayer.Refuse("INVALID_PARAMETER_LESS_LENGTH", "The description has less than `2` characters")
	}
	return zenlayer.AtMost("description", n, 256)
}

func (s groups) createGroup(ctx context.Context, c *wire.Call, r *createGroupRequest) (any, error) {
	rules, err := with(nil, r.Rules)
	if err != nil {
		return nil, err
	}
	g := &store.SecurityGroup{
		Name: r.Name, Description: r.Description, Rules: rules,
		Created: c.Now.UTC().Truncate(time.Second),
	}
	err = s.Store.Write(ctx, func(session *store.Session) error {
		there, err := store.Entries(ctx, session, securityGroups)
		if err != nil {
			return err
		}
		if len(there) >= maxGroups {
			return zenlayer.Refuse("OPERATION_DENIED_SECURITY_GROUP_TEAM_EXCEED_LIMIT",
				"The team has `%d` security groups", len(there))
		}
		serial, err := session.Serials(ctx, 1)
		if err != nil {
			return err
		}
		timeline := store.Timeline{{Status: available, At: session.At.UnixMilli()}}
		return store.Save(ctx, session, store.NewEntry(securityGroups, serial,
			zenlayer.Number(groupIDs, serial), g, timeline))
	})
	return struct {
		ID string `json:"securityGroupId"`
	}{g.ID}, err
}

type groupRequest struct {
	ID string `json:"securityGroupId"`
}

func (r *groupRequest) Check() error { return zenlayer.Required("securityGroupId", r.ID) }

// changeGroups changes the groups with the ids in one transaction, all or none. The default one stays as it is.
func (s groups) changeGroups(
	ctx context.Context, ids []string, change func(*store.Session, *securityGroup) error,
) error {
	missing := func(_ *store.Session, id string) error { return noGroup(id) }
	return store.Change(ctx, s.Store, securityGroups, ids, missing, func(session *store.Session, e *securityGroup) error {
		if e.Value.Default {
			return zenlayer.Refuse("OPERATION_DENIED_DEFAULT_SECURITY_GROUP_NOT_SUPPORT",
				"The security group `%s` is the default one", e.ID)
		}
		return change(session, e)
	})
}

func noGroup(id string) error {
	return zenlayer.Refuse(groupMissing, "The specified securityGroupId `%s` is not found", id)
}

func knownGroup(ctx context.Context, session *store.Session, id string) (*securityGroup, error) {
	e, err := store.Find(ctx, session, securityGroups, id)
	if err == nil && e == nil {
		err = noGroup(id)
	}
	return e, err
}

func (s groups) deleteGroup(ctx context.Context, _ *wire.Call, r *groupRequest) (any, error) {
	return nil, s.changeGroups(ctx, []string{r.ID}, func(session *store.Session, e *securityGroup) error {
		members, err := s.List(ctx, session, store.Query{},
			func(i *instance) bool { return slices.Contains(i.Own.groups(), r.ID) })
		if err != nil {
			return err
		}
		for _, i := range members {
			if slices.Contains(s.Lifecycle.Creating, i.Status) {
				return zenlayer.Refuse("OPERATION_DENIED_SECURITY_GROUP_EXIST_PRE_PRODUCT_INSTANCE",
					"The instance `%s` is being created", i.ID)
			}
		}
		if len(members) > 0 {
			return zenlayer.Refuse("OPERATION_DENIED_SECURITY_GROUP_EXIST_INSTANCE",
				"The security group `%s` has `%d` instances", r.ID, len(members))
		}
		e.Timeline = store.Timeline{{At: session.At.UnixMilli()}}
		return nil
	})
}

type renameGroupsRequest struct {
	IDs         []string `json:"securityGroupIds"`
	Name        string   `json:"securityGroupName"`
	Description *string  `json:"description"`
}

func (r *renameGroupsRequest) Check() error {
	description := ""
	if r.Description != nil {
		description = *r.Description
	}
	return zenlayer.First(zenlayer.RequiredIf(true, "securityGroupIds", len(r.IDs) > 0),
		zenlayer.IDs("securityGroupIds", r.IDs),
		checkGroup(r.Name, description))
}

func (s groups) renameGroups(ctx context.Context, _ *wire.Call, r *renameGroupsRequest) (any, error) {
	return nil, s.changeGroups(ctx, r.IDs, func(_ *store.Session, e *securityGroup) error {
		e.Value.Name = cmp.Or(r.Name, e.Value.Name)
		if r.Description != nil {
			e.Value.Description = *r.Description
		}
		return nil
	})
}

type rulesRequest struct {
	groupRequest

	Rules []rule `json:"ruleInfos"`
}

func (s groups) addRules(ctx context.Context, _ *wire.Call, r *rulesRequest) (any, error) {
	return s.changeRules(ctx, r, true, func(there []store.SecurityRule) ([]store.SecurityRule,
		error,
	) {
		return with(there, r.Rules)
	})
}

// setRules puts rules in the place of those that are there; none take all away.
func (s groups) setRules(ctx context.Context, _ *wire.Call, r *rulesRequest) (any, error) {
	return s.changeRules(ctx, r, false, func([]store.SecurityRule) ([]store.SecurityRule,
		error,
	) {
		return with(nil, r.Rules)
	})
}

func (s groups) removeRules(ctx context.Context, _ *wire.Call, r *rulesRequest) (any, error) {
	return s.changeRules(ctx, r, true, func(there []store.SecurityRule) ([]store.SecurityRule, error) {
		return slices.DeleteFunc(slices.Clone(there), func(k store.SecurityRule) bool {
			return slices.ContainsFunc(r.Rules, func(other rule) bool { return same(k, other.kept()) })
		}), nil
	})
}

func (s groups) changeRules(
	ctx context.Context, r *rulesRequest, needed bool, to func([]store.SecurityRule) ([]store.SecurityRule, error),
) (any, error) {
	if err := zenlayer.RequiredIf(needed, "ruleInfos", len(r.Rules) > 0); err != nil {
		return nil, err
	}
	return nil, s.changeGroups(ctx, []string{r.ID}, func(_ *store.Session, e *securityGroup) (err error) {
		e.Value.Rules, err = to(e.Value.Rules)
		return err
	})
}

type ruleRequest struct {
	groupRequest
	rule
}

func (s groups) addRule(ctx context.Context, c *wire.Call, r *ruleRequest) (any, error) {
	return s.addRules(ctx, c, &rulesRequest{r.groupRequest, []rule{r.rule}})
}

type memberRequest struct {
	groupRequest
	compute.InstanceID
}

func (r *memberRequest) Check() error {
	return zenlayer.First(r.groupRequest.Check(), r.InstanceID.Check())
}

// joinGroup puts a machine into a second group, or into the first one.
func (s groups) joinGroup(ctx context.Context, _ *wire.Call, r *memberRequest) (any, error) {
	return nil, s.Operate(ctx, []string{r.InstanceID.InstanceID}, func(session *store.Session, i *instance) error {
		e, err := knownGroup(ctx, session, r.ID)
		if err != nil {
			return err
		}
		z, err := s.Zone(i.Zone)
		if err = zenlayer.First(err, s.CheckReady(i)); err != nil {
			return err
		}
		groups := i.Own.groups()
		switch {
		case !z.SecurityGroups:
			return zenlayer.Refuse("INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT",
				"The security group is not supported in zone `%s`", z.ID)
		case e.Value.Status != available:
			return zenlayer.Refuse("OPERATION_DENIED_SECURITY_GROUP_STATUS_NOT_AVAILABLE",
				"The security group `%s` is `%s`", r.ID, e.Value.Status)
		case slices.Contains(groups, r.ID):
			return nil
		case len(groups) >= maxGroupsOf: // the vendor documents no code
			return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_SECURITY_GROUP_EXCEED_LIMIT",
				"The instance `%s` is in `%d` security groups", i.ID, len(groups))
		}
		i.Own.setGroups(append(groups, r.ID))
		return nil
	})
}

func (s groups) leaveGroup(ctx context.Context, _ *wire.Call, r *memberRequest) (any, error) {
	return nil, s.Operate(ctx, []string{r.InstanceID.InstanceID}, func(session *store.Session, i *instance) error {
		if _, err := knownGroup(ctx, session, r.ID); err != nil {
			return err
		}
		groups := i.Own.groups()
		if !slices.Contains(groups, r.ID) {
			return zenlayer.Refuse(groupMissing, "The instance `%s` is not in the security group `%s`", i.ID, r.ID)
		}
		rest := slices.DeleteFunc(groups, func(id string) bool { return id == r.ID })
		if len(rest) == 0 { // without one the default group applies
			all, err := store.Where(ctx, session, securityGroups, func(g *store.SecurityGroup) bool { return g.Default })
			if err != nil {
				return err
			}
			for _, e := range all {
				rest = append(rest, e.ID)
			}
		}
		i.Own.setGroups(rest)
		return nil
	})
}
