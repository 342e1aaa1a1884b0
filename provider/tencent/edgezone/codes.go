package edgezone

import (
	"net/http"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// codes are the refusals of CreateInstances and of the network actions before it, and below them those that any action
// answers (Tencent Cloud API reference, edgezone error codes, read 2026-11). The vendor says that its lists are not
// exhaustive.
func codes() []provider.Code {
	const (
		never, data, rule = provider.CaughtNever, provider.CaughtData, provider.CaughtRule
		invalid, state    = provider.KindInvalid, provider.KindState
		soldOut, quota    = provider.KindSoldOut, provider.KindQuota
		notFound          = provider.KindNotFound
		private, public   = provider.FieldPrivate, provider.FieldPublic
	)
	row := func(code string, k provider.Kind, c provider.CaughtBy, advice string, f provider.Field,
		also ...provider.Field,
	) provider.Code {
		return provider.Code{Code: code, HTTP: http.StatusOK, Kind: k, Field: f, Also: also, Advice: advice, Caught: c}
	}
	// It also stands for an account that cannot pay, or for which billing cannot be switched on; what was done until
	// then is not stated.
	failed := row("FailedOperation", provider.KindUnknown, never, "vendor_could_not", "", provider.FieldConsent)
	failed.Ambiguous = true
	own := []provider.Code{
		row("LimitExceeded.InstanceQuota", quota, never, "fewer_or_more_quota", provider.FieldCount,
			provider.FieldType, provider.FieldZone),
		row("ResourceInsufficient", soldOut, never, "later_or_other_type", provider.FieldType, provider.FieldZone,
			provider.FieldCount),
		row("InvalidParameterValue", invalid, rule, "named_field", "", provider.FieldZone, provider.FieldType,
			provider.FieldImage, private, public,
			provider.FieldName, provider.FieldCount, provider.FieldPassword, provider.FieldSSHKeys),
		failed,
		row("ResourceNotFound.PrivateInstanceNotFound", notFound, data, "choose_network_again", private),
		row("ResourceNotFound.PublicInstanceNotFound", notFound, data, "choose_network_again", public),
		row("ResourceNotFound.Zone", notFound, data, "other_zone", provider.FieldZone),
		row("ResourceNotFound.ZoneNotFound", notFound, data, "other_zone", provider.FieldZone),
		row("UnauthorizedOperation.PermissionDenied", provider.KindAuth, never, "not_your_resource", public, private),

		row("FailedOperation.PrivateInstanceDuplicate", state, data, "use_the_network_there", private),
		row("FailedOperation.PublicInstanceDuplicate", state, data, "use_the_network_there", public),
		row("InvalidParameterValue.InvalidNetwork", invalid, rule, "mend_private_range", private),
		row("InvalidParameter.InvalidQuota", quota, never, "static_or_ask_vendor", public),
		row("LimitExceeded.QuotaNotConfigured", quota, never, "ask_for_address_quota", public),
		row("LimitExceeded.QuotaExceeded", quota, never, "fewer_addresses", public, provider.FieldCount),
		row("LimitExceeded.Ipv6QuotaNotConfigured", quota, never, "ask_for_address_quota", provider.FieldIPv6),
		row("LimitExceeded.Ipv6QuotaExceeded", quota, never, "fewer_addresses", provider.FieldIPv6, provider.FieldCount),
		row("ResourceInsufficient.NoAvailableCidr", soldOut, never, "static_mode", public),
		row("ResourceInsufficient.PublicIpInsufficient", soldOut, data, "fewer_addresses", public, provider.FieldCount),
		row("ResourceInsufficient.PublicIpv6Insufficient", soldOut, data, "fewer_addresses", provider.FieldIPv6,
			provider.FieldCount),
		row("FailedOperation.NotSupportedForDynamicInstance", state, rule, "no_addresses_needed", public),
		row("ResourceInUse.PrivateInstanceInUse", state, data, "empty_network_first", private),
		row("ResourceInUse.PublicInstanceInUse", state, data, "empty_network_first", public),
		row("FailedOperation.IpStillBoundToServer", state, data, "release_machine_first", public),
		row("InvalidParameterValue.PublicIpNotAvailable", invalid, data, "look_again", public),
		row("InvalidParameterValue.PublicIpv6NotAvailable", invalid, data, "look_again", public, provider.FieldIPv6),
	}
	for _, c := range tcapi.Common() {
		if !slices.ContainsFunc(own, func(o provider.Code) bool { return o.Code == c.Code }) {
			own = append(own, c)
		}
	}
	return own
}
