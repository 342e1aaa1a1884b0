package api

import "github.com/metalwright/metalwright/provider"

// Tag is a label of a machine in an answer.
type Tag struct {
	Key   Text `json:"key"`
	Value Text `json:"value"`
}

// Own are the labels without the one whose key is left out.
func Own(tags List[Tag], without string) []provider.Tag {
	var out []provider.Tag
	for _, t := range tags {
		if string(t.Key) != without {
			out = append(out, provider.Tag{Key: string(t.Key), Value: string(t.Value)})
		}
	}
	return out
}
