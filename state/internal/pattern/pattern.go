// Package pattern has regular expressions that cost nothing until they are used: most runs use few of them.
package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a function that compiles a regular expression when it is called first, and panics if it is none.
func Lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
