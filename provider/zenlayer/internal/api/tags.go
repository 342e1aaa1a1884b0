package api

import "github.com/metalwright/metalwright/provider"

// Tag is a label of a machine in an answer.
type Tag struct {
	Key   Text `json:"key"`
	Value Text `json:"value"`
}

// Own returns the labels, but for the one with the key without.
func Own(tags List[Tag], without string) []provider.Tag {
	var out []provider.Tag
	for _, t := range tags {
		if string(t.Key) != without {
			out = append(out, provider.Tag{Key: string(t.Key), Value: string(t.Value)})
		}
	}
	return out
}
