package api

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/metalwright/metalwright/provider"
)

// Advice for codes that any action answers, keys below "advice." in the message catalogue.
const (
	adviceKey      = "check_key"
	adviceAccess   = "ask_for_access"
	adviceClock    = "set_clock"
	adviceThrottle = "wait_and_retry"
	adviceLater    = "try_later"
	adviceDenied   = "check_balance_and_rights"
	adviceState    = "not_in_this_state"
)

// Explain completes what the vendor refused in err with what the product knows about its codes: kind, refused answer,
// advice. Parameters that a common code's message names in backticks point to their answer. It returns err.
func Explain(err error, p *provider.Product) error {
	for _, e := range provider.All(err) {
		if e.Code != "" {
			explain(e, p)
		}
	}
	return err
}

func explain(e *provider.Error, p *provider.Product) {
	if row, ok := p.Code(e.Code); ok {
		e.Kind, e.Field, e.Advice = row.Kind, row.Field, row.Advice
		if e.Field == "" {
			e.Field = oneOf(e.Message, p.Params, row.Also)
		}
		return
	}
	switch e.Kind {
	case provider.KindAuth:
		e.Advice = adviceKey
		if e.Code == "AUTHFAILURE_UNAUTHORIZED_OPERATION" {
			e.Advice = adviceAccess
		}
	case provider.KindClock:
		e.Advice = adviceClock
	case provider.KindThrottled:
		e.Advice = adviceThrottle
	case provider.KindUnavailable:
		e.Advice = adviceLater
	case provider.KindState:
		e.Advice = adviceState
	case provider.KindInvalid:
		e.Field = named(e.Message, p.Params)
	case provider.KindUnknown:
		if e.HTTP == http.StatusForbidden {
			// No code for an account that cannot pay is documented, although such requests fail.
			e.Advice = adviceDenied
		}
	default:
	}
}

// named returns the answer that carries the parameter which a message names in backticks, "" when it names none.
func named(message string, params []provider.Param) provider.Field {
	for i, word := range strings.Split(message, "`") {
		if i%2 == 0 {
			continue
		}
		for _, p := range params {
			if word == p.Name || strings.HasSuffix(p.Name, "."+word) || strings.HasPrefix(word, p.Name+"[") ||
				strings.HasPrefix(word, p.Name+".") {
				return p.Field
			}
		}
	}
	return ""
}

// oneOf returns the answer at fault where a code stands for several: the one whose parameter the message names, in
// backticks or plainly among the answers of also.
func oneOf(message string, params []provider.Param, also []provider.Field) provider.Field {
	if f := named(message, params); f != "" {
		return f
	}
	words := strings.FieldsFunc(message, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	field, depth := provider.Field(""), -1
	for _, word := range words {
		for _, p := range params {
			inner := strings.Count(p.Name, ".")
			if inner > depth && slices.Contains(also, p.Field) && (word == p.Name || strings.HasSuffix(p.Name, "."+word)) {
				field, depth = p.Field, inner // "nic.lanName" says more than "nic"
			}
		}
	}
	return field
}
