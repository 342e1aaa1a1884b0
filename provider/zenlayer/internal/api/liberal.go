package api

import "github.com/metalwright/metalwright/provider/internal/liberal"

// Text is a string of an answer.
type Text = liberal.Text

// Num is a number of an answer.
type Num = liberal.Num

// Flag is a truth value of an answer.
type Flag = liberal.Flag

// List is an array of an answer.
type List[T any] = liberal.List[T]

// Strings are the elements as plain strings, the empty ones left out.
func Strings[T ~string](l List[Text]) []T { return liberal.Strings[T](l) }
