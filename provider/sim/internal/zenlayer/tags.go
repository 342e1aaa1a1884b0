package zenlayer

import (
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// Tag is a label.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Tags nests labels as create requests and answers do: {"tags": {"tags": [...]}}.
type Tags struct {
	Tags []Tag `json:"tags"`
}

// Check refuses labels that are incomplete, too long or repeated; longest is in characters.
func (t *Tags) Check(longest int) error {
	if t == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, tag := range t.Tags {
		err := First(Required("tags.key", tag.Key), Required("tags.value", tag.Value),
			AtMost("tags.key", len([]rune(tag.Key)), longest), AtMost("tags.value", len([]rune(tag.Value)), longest))
		if err != nil {
			return err
		}
		if seen[tag.Key] {
			return Refuse("INVALID_PARAMETER_VALUE", "The tag key `%s` is repeated", tag.Key)
		}
		seen[tag.Key] = true
	}
	return nil
}

// TagsOf nests labels; without any the list is empty.
func TagsOf(labels []store.Label) *Tags {
	t := &Tags{Tags: []Tag{}}
	for _, l := range labels {
		t.Tags = append(t.Tags, Tag(l))
	}
	return t
}

// Labels are the tags as the database has them.
func (t *Tags) Labels() []store.Label {
	if t == nil {
		return nil
	}
	var all []store.Label
	for _, tag := range t.Tags {
		all = append(all, store.Label(tag))
	}
	return all
}

// Without is the tags without the one with the key, without any for the key "".
func (t *Tags) Without(key string) *Tags {
	if t == nil {
		return nil
	}
	return &Tags{slices.DeleteFunc(slices.Clone(t.Tags), func(tag Tag) bool { return key == "" || tag.Key == key })}
}

// Value is the value of the label with the key, "" without one.
func (t *Tags) Value(key string) string {
	if t == nil {
		return ""
	}
	i := slices.IndexFunc(t.Tags, func(tag Tag) bool { return tag.Key == key })
	if i < 0 {
		return ""
	}
	return t.Tags[i].Value
}

// TokenKey is the key of the label with which metalwright finds its purchases.
const TokenKey = "metalwright"

// TagFilter selects by labels; embed it in the request. Unlike elsewhere its list is flat. All that is asked for must
// be there.
type TagFilter struct {
	TagKeys []string `json:"tagKeys"`
	Tags    []Tag    `json:"tags"`
}

// CheckTags refuses lists that are too long (20 of each at most).
func (f TagFilter) CheckTags() error {
	return First(AtMost("tagKeys", len(f.TagKeys), 20), AtMost("tags", len(f.Tags), 20))
}

// MatchTags reports whether the labels pass.
func (f TagFilter) MatchTags(t *Tags) bool {
	if t == nil {
		t = &Tags{}
	}
	for _, key := range f.TagKeys {
		if !slices.ContainsFunc(t.Tags, func(tag Tag) bool { return tag.Key == key }) {
			return false
		}
	}
	for _, want := range f.Tags {
		if !slices.Contains(t.Tags, want) {
			return false
		}
	}
	return true
}
