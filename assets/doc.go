// Package assets holds the files that travel inside the program, and nothing else.
package assets
