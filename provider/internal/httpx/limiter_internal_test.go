package httpx

import "testing"

func TestLimiterHalvesAndRecovers(t *testing.T) {
	t.Parallel()
	l := newLimiter(0)
	if got := l.bucket.Limit(); got != perSecond {
		t.Fatalf("newLimiter(0) = %v per second, want %d", got, perSecond)
	}
	l.pressed()
	if got := l.bucket.Limit(); got != perSecond/2.0 {
		t.Errorf("after a complaint = %v per second, want %v", got, perSecond/2.0)
	}
	for range 20 {
		l.pressed()
	}
	if got := l.bucket.Limit(); got != slowest {
		t.Errorf("after many complaints = %v per second, want %v", got, slowest)
	}
	for range 100 {
		l.eased()
	}
	if got := l.bucket.Limit(); got != perSecond {
		t.Errorf("after many answers = %v per second, want %d", got, perSecond)
	}
}

func TestLimitersOfActions(t *testing.T) {
	t.Parallel()
	one, each := newLimiters(5, false), newLimiters(5, true)
	if one.of("A") != one.of("B") {
		t.Error("two actions have two limiters, want one")
	}
	if first := each.of("A"); first == each.of("B") || first != each.of("A") {
		t.Error("two actions share a limiter, want one each")
	}
}
