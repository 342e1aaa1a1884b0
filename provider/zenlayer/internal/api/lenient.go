package api

import "github.com/metalwright/metalwright/provider/internal/lenient"

// Text is a string of an answer.
type Text = lenient.Text

// Num is a number of an answer.
type Num = lenient.Num

// Flag is a boolean of an answer.
type Flag = lenient.Flag

// List is an array of an answer.
type List[T any] = lenient.List[T]

// Strings are the elements as plain strings, the empty ones left out.
func Strings[T ~string](l List[Text]) []T { return lenient.Strings[T](l) }
