package serve

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Counter counts events of one kind by the values of its labels, and is written in the text format of Prometheus
// (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4). It is safe for concurrent use. Make it with
// [NewCounter].
type Counter struct {
	family
	mu sync.Mutex
	by map[string]float64 // by the labels as they are written
}

// NewCounter makes one of the name, which gets the program's before it. Its events have a value for each label, in this
// order.
func NewCounter(name, help string, labels ...string) *Counter {
	c := &Counter{family: family{name, help, "counter", labels}, by: map[string]float64{}}
	if len(labels) == 0 {
		c.by[""] = 0 // that it has not happened yet is known
	}
	return c
}

// Inc counts an event.
func (c *Counter) Inc(values ...string) { c.add(1, values...) }

func (c *Counter) add(n float64, values ...string) {
	at := c.at(values)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by[at] += n
}

// write writes what was counted.
func (c *Counter) write(to *bytes.Buffer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.samples(to, c.by)
}

// family is the samples of one name.
type family struct {
	name, help, kind string
	labels           []string
}

func gauge(name, help string, labels ...string) family { return family{name, help, "gauge", labels} }

// at is the labels with the values, as they are written.
func (f family) at(values []string) string {
	if len(f.labels) == 0 {
		return ""
	}
	pairs := make([]string, len(f.labels))
	for i, label := range f.labels {
		pairs[i] = label + `="` + labelText.Replace(strings.ToValidUTF8(values[i], "\uFFFD")) + `"`
	}
	slices.Sort(pairs)
	return "{" + strings.Join(pairs, ",") + "}"
}

// labelText writes the value of a label.
var labelText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// samples writes a value for each set of labels, and nothing when there are none.
func (f family) samples(to *bytes.Buffer, values map[string]float64) {
	if len(values) == 0 {
		return
	}
	name := "metalwright_" + f.name
	to.WriteString("# HELP " + name + " " + f.help + "\n# TYPE " + name + " " + f.kind + "\n")
	for _, at := range slices.Sorted(maps.Keys(values)) {
		to.WriteString(name + at + " " + strconv.FormatFloat(values[at], 'g', -1, 64) + "\n")
	}
}

// value writes the one value of a family without labels.
func (f family) value(to *bytes.Buffer, v float64) { f.samples(to, map[string]float64{"": v}) }
