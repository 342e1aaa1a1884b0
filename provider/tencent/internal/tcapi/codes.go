package tcapi

import (
	"net/http"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Common are the codes that any action answers, one row each (Tencent Cloud API 3.0, common error codes, read
// 2026-11). A row is ambiguous when its answer to a purchase does not prove that nothing was bought.
func Common() []provider.Code {
	const (
		auth, invalid, throttled = provider.KindAuth, provider.KindInvalid, provider.KindThrottled
		unavailable, unknown     = provider.KindUnavailable, provider.KindUnknown
		never, rule              = provider.CaughtNever, provider.CaughtRule
		account                  = provider.FieldAccount
	)
	sure := func(code string, k provider.Kind, f provider.Field, advice string, c provider.CaughtBy) provider.Code {
		return provider.Code{Code: code, HTTP: http.StatusOK, Kind: k, Field: f, Advice: advice, Caught: c}
	}
	maybe := func(code string, k provider.Kind, advice string) provider.Code {
		row := sure(code, k, "", advice, never)
		row.Ambiguous = true
		return row
	}
	return []provider.Code{
		sure("RequestLimitExceeded", throttled, "", "wait_and_retry", never),
		sure("RequestLimitExceeded.IPLimitExceeded", throttled, "", "wait_longer", never),
		sure("RequestLimitExceeded.UinLimitExceeded", throttled, "", "wait_longer", never),
		sure("RequestLimitExceeded.GlobalRegionUinLimitExceeded", throttled, "", "wait_longer", never),
		sure("AuthFailure.SignatureExpire", provider.KindClock, account, "set_clock", never),
		sure("AuthFailure.SignatureFailure", auth, account, "check_key", never),
		sure("AuthFailure.SecretIdNotFound", auth, account, "key_of_site", never),
		sure("AuthFailure.InvalidSecretId", auth, account, "check_key", never),
		sure("AuthFailure.InvalidAuthorization", auth, account, "check_key", never),
		sure("AuthFailure.TokenFailure", auth, account, "renew_session", never),
		sure("AuthFailure.MFAFailure", auth, account, "multi_factor", never),
		sure("AuthFailure.UnauthorizedOperation", auth, account, "grant_action", never),
		sure("UnauthorizedOperation", auth, account, "grant_action", never),
		maybe("InternalError", unavailable, "try_later"),
		maybe("ServiceUnavailable", unavailable, "try_later"),
		maybe("ResourceUnavailable", unavailable, "try_later"),
		sure("InvalidAction", invalid, account, "other_endpoint", never),
		sure("NoSuchVersion", invalid, account, "other_endpoint", never),
		sure("NoSuchProduct", invalid, account, "other_endpoint", never),
		sure("ActionOffline", invalid, account, "other_endpoint", never),
		sure("UnsupportedRegion", invalid, provider.FieldZone, "other_zone", provider.CaughtData),
		sure("MissingParameter", invalid, "", "named_field", rule),
		sure("UnknownParameter", invalid, "", "other_revision", rule),
		sure("InvalidParameter", invalid, "", "named_field", rule),
		sure("InvalidParameterValue", invalid, "", "named_field", rule),
		sure("InvalidRequest", invalid, "", "report_fault", never),
		sure("UnsupportedProtocol", invalid, account, "other_endpoint", never),
		sure("RequestSizeLimitExceeded", invalid, "", "report_fault", never),
		maybe("ResponseSizeLimitExceeded", unknown, "report_fault"),
		sure("LimitExceeded", provider.KindQuota, provider.FieldCount, "fewer_or_more_quota", never),
		sure("ResourceInUse", provider.KindState, "", "wait_for_state", never),
		sure("ResourceInsufficient", provider.KindSoldOut, provider.FieldType, "later_or_other_type", never),
		sure("ResourceNotFound", provider.KindNotFound, "", "look_again", never),
		maybe("FailedOperation", unknown, "vendor_could_not"),
		sure("UnsupportedOperation", provider.KindState, "", "wait_for_state", never),
		maybe("DryRunOperation", unknown, "report_fault"), // no action of ours has a dry run
		sure("IpInBlacklist", auth, account, "network_policy", never),
		sure("IpNotInWhitelist", auth, account, "network_policy", never),
	}
}

// kindOf sorts a refusal: by its code, or by the family before the first dot.
func kindOf(code string, status int) provider.Kind {
	if status >= http.StatusInternalServerError {
		return provider.KindUnavailable
	}
	family, _, _ := strings.Cut(code, ".")
	kind := provider.KindUnknown
	for _, row := range Common() {
		switch row.Code {
		case code:
			return row.Kind
		case family:
			kind = row.Kind
		}
	}
	if family == "AuthFailure" { // a family without a code of its own
		return provider.KindAuth
	}
	return kind
}
