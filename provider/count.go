package provider

// MaxCount is the most machines that one order may have, however it is placed. Whoever needs more places several
// orders.
const MaxCount = 10_000

// CheckCount checks the number of machines of an order; 0 means that it is not answered.
func CheckCount(n int) *Error {
	if n == 0 {
		return Violation(FieldCount, RuleRequired)
	}
	return bounded(FieldCount, n, MaxCount)
}

// bounded checks a number from 1 to most.
func bounded(f Field, n, most int) *Error {
	limit, rule := most, RuleMax
	switch {
	case n < 1:
		limit, rule = 1, RuleMin
	case n <= most:
		return nil
	}
	e := Violation(f, rule)
	e.Limit, e.Got = limit, n
	return e
}
