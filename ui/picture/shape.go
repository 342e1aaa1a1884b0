package picture

import (
	"image"
	"image/color"
	"strings"
)

// Directions in which the line of a box drawing character leaves its cell.
const (
	north = 1 << iota
	east
	south
	west
)

// lines says for each character that draws boxes where its lines go.
func lines(r rune) (dirs int, round bool) {
	switch r {
	case '─', '━':
		return east | west, false
	case '│', '┃':
		return north | south, false
	case '┌', '╭':
		return east | south, r == '╭'
	case '┐', '╮':
		return west | south, r == '╮'
	case '└', '╰':
		return north | east, r == '╰'
	case '┘', '╯':
		return north | west, r == '╯'
	case '├':
		return north | south | east, false
	case '┤':
		return north | south | west, false
	case '┬':
		return east | west | south, false
	case '┴':
		return east | west | north, false
	case '┼':
		return north | east | south | west, false
	}
	return 0, false
}

// drawShape draws what has to meet its neighbours or what the font lacks, and reports whether r is such.
func drawShape(dst *image.RGBA, at image.Rectangle, r rune, fg, bg color.Color) bool {
	if dirs, round := lines(r); dirs != 0 {
		drawLines(dst, at, dirs, round, fg)
		return true
	}
	switch {
	case r == '█':
		fill(dst, at, fg)
	case r >= '░' && r <= '▓':
		shade(dst, at, int(r-'░')+1, fg, bg)
	case r >= '▁' && r <= '▇':
		fill(dst, image.Rect(at.Min.X, at.Max.Y-int(r-'▁'+1)*at.Dy()/8, at.Max.X, at.Max.Y), fg)
	case r >= '▉' && r <= '▏':
		fill(dst, image.Rect(at.Min.X, at.Min.Y, at.Min.X+int('▏'-r+1)*at.Dx()/8+1, at.Max.Y), fg)
	case r == '▀':
		fill(dst, image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Min.Y+at.Dy()/2), fg)
	case r == '▐':
		fill(dst, image.Rect(at.Min.X+at.Dx()/2, at.Min.Y, at.Max.X, at.Max.Y), fg)
	case r >= '⠀' && r <= '⣿':
		braille(dst, at, int(r-'⠀'), fg)
	default:
		return drawBitmap(dst, at, r, fg)
	}
	return true
}

func drawLines(dst *image.RGBA, at image.Rectangle, dirs int, round bool, fg color.Color) {
	x, y := at.Min.X+at.Dx()/2, at.Min.Y+at.Dy()/2
	cut := 0
	if round { // the corner's pixel is left out
		cut = 1
	}
	if dirs&north != 0 {
		fill(dst, image.Rect(x, at.Min.Y, x+1, y+1-cut), fg)
	}
	if dirs&south != 0 {
		fill(dst, image.Rect(x, y+cut, x+1, at.Max.Y), fg)
	}
	if dirs&west != 0 {
		fill(dst, image.Rect(at.Min.X, y, x+1-cut, y+1), fg)
	}
	if dirs&east != 0 {
		fill(dst, image.Rect(x+cut, y, at.Max.X, y+1), fg)
	}
}

// shade fills with fg at a quarter, a half or three quarters.
func shade(dst *image.RGBA, at image.Rectangle, level int, fg, bg color.Color) {
	c := bg
	for range level {
		c = blend(c, fg)
	}
	fill(dst, image.Rect(at.Min.X, at.Min.Y+2, at.Max.X, at.Max.Y-2), c)
}

func blend(a, b color.Color) color.Color {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	q := func(x, y uint32) uint8 { return uint8((x*3 + y) / 4 >> 8) } //nolint:gosec // 16 bits to 8
	return color.RGBA{q(r1, r2), q(g1, g2), q(b1, b2), 0xff}
}

func braille(dst *image.RGBA, at image.Rectangle, dots int, fg color.Color) {
	// Dots 1 to 8 by column and row, Unicode chapter 21.1.
	for i, p := range []image.Point{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}} {
		if dots&(1<<i) != 0 {
			x, y := at.Min.X+1+p.X*3, at.Min.Y+2+p.Y*3
			fill(dst, image.Rect(x, y, x+2, y+2), fg)
		}
	}
}

// bitmap is a sign that the font lacks or draws too wide for a cell, a text line for each row of pixels.
func bitmap(r rune) string {
	switch r {
	case '✓':
		return "......\n.....#\n....##\n#..##.\n####..\n.##..."
	case '✗':
		return "......\n#...#.\n##.##.\n.###..\n##.##.\n#...#."
	case '●':
		return "......\n.###..\n#####.\n#####.\n#####.\n.###.."
	case '○':
		return "......\n.###..\n#...#.\n#...#.\n#...#.\n.###.."
	case '◐':
		return "......\n.###..\n###.#.\n###.#.\n###.#.\n.###.."
	case '⊘':
		return "......\n.###..\n#..##.\n#.#.#.\n##..#.\n.###.."
	case '⚠':
		return "..#...\n..#...\n.#.#..\n.#.#..\n##.##.\n#####."
	case '▸':
		return "#.....\n##....\n####..\n#####.\n####..\n##....\n#....."
	case '▴':
		return "......\n..#...\n.###..\n#####.\n......"
	case '▾':
		return "......\n......\n#####.\n.###..\n..#..."
	}
	return ""
}

// drawBitmap draws r by its bitmap, and reports whether it has one.
func drawBitmap(dst *image.RGBA, at image.Rectangle, r rune, fg color.Color) bool {
	rows := strings.Split(bitmap(r), "\n")
	if len(rows) == 1 {
		return false
	}
	top := at.Min.Y + 5
	for y, row := range rows {
		for x, p := range row {
			if p == '#' {
				dst.Set(at.Min.X+x, top+y, fg)
			}
		}
	}
	return true
}
