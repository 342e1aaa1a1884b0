package theme

import "image/color"

// Contrast is [contrastOf] for tests.
func Contrast(a, b color.Color) float64 { return contrastOf(a, b) }
