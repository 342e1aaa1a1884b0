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
	define := func(code string, k provider.Kind, f provider.Field, advice string, c provider.CaughtBy) provider.Code {
		return provider.Code{Code: code, HTTP: http.StatusOK, Kind: k, Field: f, Advice: advice, Caught: c}
	}
	maybe := func(code string, k provider.Kind, advice string) provider.Code {
		row := define(code, k, "", advice, never)
		row.Ambiguous = true
		return row
	}
	return []provider.Code{
		define("RequestLimitExceeded", throttled, "", "wait_and_retry", never),
		define("RequestLimitExceeded.IPLimitExceeded", throttled, "", "wait_longer", never),
		define("RequestLimitExceeded.UinLimitExceeded", throttled, "", "wait_longer", never),
		define("RequestLimitExceeded.GlobalRegionUinLimitExceeded", throttled, "", "wait_longer", never),
		define("AuthFailure.SignatureExpire", provider.KindClock, account, "set_clock", never),
		define("AuthFailure.SignatureFailure", auth, account, "check_key", never),
		define("AuthFailure.SecretIdNotFound", auth, account, "key_of_site", never),
		define("AuthFailure.InvalidSecretId", auth, account, "check_key", never),
		define("AuthFailure.InvalidAuthorization", auth, account, "check_key", never),
		define("AuthFailure.TokenFailure", auth, account, "renew_session", never),
		define("AuthFailure.MFAFailure", auth, account, "multi_factor", never),
		define("AuthFailure.UnauthorizedOperation", auth, account, "grant_action", never),
		define("UnauthorizedOperation", auth, account, "grant_action", never),
		maybe("InternalError", unavailable, "try_later"),
		maybe("ServiceUnavailable", unavailable, "try_later"),
		maybe("ResourceUnavailable", unavailable, "try_later"),
		define("InvalidAction", invalid, account, "other_endpoint", never),
		define("NoSuchVersion", invalid, account, "other_endpoint", never),
		define("NoSuchProduct", invalid, account, "other_endpoint", never),
		define("ActionOffline", invalid, account, "other_endpoint", never),
		define("UnsupportedRegion", invalid, provider.FieldZone, "other_zone", provider.CaughtData),
		define("MissingParameter", invalid, "", "named_field", rule),
		define("UnknownParameter", invalid, "", "other_revision", rule),
		define("InvalidParameter", invalid, "", "named_field", rule),
		define("InvalidParameterValue", invalid, "", "named_field", rule),
		define("InvalidRequest", invalid, "", "report_fault", never),
		define("UnsupportedProtocol", invalid, account, "other_endpoint", never),
		define("RequestSizeLimitExceeded", invalid, "", "report_fault", never),
		maybe("ResponseSizeLimitExceeded", unknown, "report_fault"),
		define("LimitExceeded", provider.KindQuota, provider.FieldCount, "fewer_or_more_quota", never),
		define("ResourceInUse", provider.KindState, "", "wait_for_state", never),
		define("ResourceInsufficient", provider.KindSoldOut, provider.FieldType, "later_or_other_type", never),
		define("ResourceNotFound", provider.KindNotFound, "", "look_again", never),
		maybe("FailedOperation", unknown, "vendor_could_not"),
		define("UnsupportedOperation", provider.KindState, "", "wait_for_state", never),
		maybe("DryRunOperation", unknown, "report_fault"), // no action of ours has a dry run
		define("IpInBlacklist", auth, account, "network_policy", never),
		define("IpNotInWhitelist", auth, account, "network_policy", never),
	}
}

// kindOf classifies a refusal by its code, or by the family of it, which is what precedes the first dot.
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
