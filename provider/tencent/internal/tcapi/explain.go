package tcapi

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Explain completes what the vendor refused in err with what the product knows about its codes: kind, refused answer,
// advice. A code that nobody knows is explained by its family. Where the code does not say which answer is at fault, a
// parameter that the message names does; the message decides nothing else. It returns err.
func Explain(err error, p *provider.Product) error {
	for _, e := range provider.All(err) {
		if e.Code != "" {
			explain(e, p)
		}
	}
	return err
}

func explain(e *provider.Error, p *provider.Product) {
	row, known := p.Code(e.Code)
	if !known {
		family, _, _ := strings.Cut(e.Code, ".")
		row, known = p.Code(family)
	}
	if known {
		e.Kind, e.Field, e.Advice = row.Kind, row.Field, row.Advice
	} else {
		e.Kind = kindOf(e.Code, e.HTTP)
	}
	if e.Field == "" {
		e.Field = named(e.Message, p.Params)
	}
}

// named returns the answer that carries the first parameter which a message names, in backticks or bare; "" when it
// names none.
func named(message string, params []provider.Param) provider.Field {
	words := strings.FieldsFunc(message, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	for _, w := range words {
		if i := slices.IndexFunc(params, func(p provider.Param) bool { return p.Name == w }); i >= 0 {
			return params[i].Field
		}
	}
	return ""
}
