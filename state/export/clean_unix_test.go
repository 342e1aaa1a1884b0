//go:build unix

package export_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// TestShellPrintsWhatIsActedOn runs the commands in a real shell: the tools get the text as it is.
func TestShellPrintsWhatIsActedOn(t *testing.T) {
	t.Parallel()
	spec := bmcSpec()
	spec.Image = provider.ImageID("東" + acted)
	s := source(t, spec)
	calls, _ := run(t, "zeno", write(t, export.Zeno, s))
	if want := "--image-id=" + string(spec.Image); !strings.Contains(strings.Join(calls[0], "\x1e"), want) {
		t.Errorf("zeno is called with %q, want %q", calls[0], want)
	}
	_, inputs := run(t, "curl", write(t, export.Curl, s))
	var body struct{ ImageID string }
	if err := json.Unmarshal([]byte(inputs[0]), &body); err != nil || body.ImageID != string(spec.Image) {
		t.Errorf("curl sends %q, %v, want the image %q", body.ImageID, err, spec.Image)
	}
}
