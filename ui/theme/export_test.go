package theme

import "image/color"

// Contrast is [contrast] for tests.
func Contrast(a, b color.Color) float64 { return contrast(a, b) }
