//go:build unix

package export_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/state/export"
)

// TestAnswers: only a documented refusal is called one. Everything else that lists no machine may have bought, and the
// script says so, stops, and counts what was bought before.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const refused, unclear = "refused", "It may have bought: look at the list of machines before you run this again"
	zenlayer := func(code string) string {
		return `{"requestId": "T1", "code": "` + code + `", "message": "code: INVALID_ZONE_NOT_FOUND, \"code\": \"x\""}`
	}
	tencent := func(code string) string {
		return `{"Response": {"RequestId": "1", "Error": {"Code": "` + code + `", "Message": "Code: ResourceInsufficient"}}}`
	}
	tccli := func(code string) string { return "[TencentCloudSDKException] code:" + code + " message:no requestId:1" }
	for _, c := range []struct {
		format         export.Format
		product        provider.ProductID
		status, answer string
		says           string
	}{
		{export.Curl, "zenlayer-bmc", "404", zenlayer("INVALID_ZONE_NOT_FOUND"), refused},
		{export.Curl, "zenlayer-bmc", "200", zenlayer("INVALID_ZONE_NOT_FOUND"), refused},
		{export.Curl, "zenlayer-vm", "401", zenlayer("AUTHFAILURE_SIGNATURE_FAILURE"), refused}, // of any action
		{export.Curl, "zenlayer-bmc", "500", zenlayer("INVALID_ZONE_NOT_FOUND"), unclear},
		{export.Curl, "zenlayer-bmc", "400", zenlayer("INTERNAL_SERVER_ERROR"), unclear},
		{export.Curl, "zenlayer-bmc", "400", zenlayer("REQUEST_TIMED_OUT"), unclear},
		{export.Curl, "zenlayer-bmc", "400", zenlayer("NOBODY_KNOWS"), unclear},
		{export.Curl, "zenlayer-bmc", "400", zenlayer(""), unclear},
		{export.Curl, "zenlayer-bmc", "400", `{"code": "INVALID_ZONE_NOT_FOUND"}`, unclear}, // not the vendor's envelope
		{export.Curl, "zenlayer-bmc", "403", `<html>blocked</html>`, unclear},
		{export.Curl, "zenlayer-bmc", "200", `{"requestId": "T1", "response": {}}`, unclear},
		{export.Curl, "tencent-edgezone", "200", tencent("ResourceInsufficient"), refused},
		{export.Curl, "tencent-edgezone", "200", tencent("InternalError"), unclear},
		{export.Curl, "tencent-edgezone", "200", tencent("FailedOperation"), unclear},
		{export.Curl, "tencent-edgezone", "200", tencent("InternalError.Something"), unclear},
		{export.Curl, "tencent-edgezone", "503", tencent("ResourceInsufficient"), unclear},
		{export.Curl, "tencent-edgezone", "403", tencent("ResourceInsufficient"), unclear},
		{export.TCCLI, "tencent-edgezone", "0", tccli("ResourceInsufficient"), refused},
		{export.TCCLI, "tencent-edgezone", "0", tccli("InternalError"), unclear},
		{export.TCCLI, "tencent-edgezone", "0", tencent("ResourceUnavailable"), unclear},
		{export.TCCLI, "tencent-edgezone", "255", tccli("ResourceInsufficient"), unclear},
		{export.Zeno, "zenlayer-vm", "3", ``, unclear},
		{export.Zeno, "zenlayer-vm", "0", ``, unclear},
		{export.Zeno, "zenlayer-vm", "3", answered(), unclear},
	} {
		t.Run(fmt.Sprint(c.format, " ", c.status, " ", c.answer), func(t *testing.T) {
			t.Parallel()
			for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
				if spec.Product != c.product {
					continue
				}
				spec.Count = 250
				if spec.Product != "tencent-edgezone" {
					spec.Name = "db[1,3]"
				}
				out, sent := secondAnswer(t, c.format, write(t, c.format, source(t, spec)), c.status, c.answer)
				bought := "Machines bought until now: 100\n"
				if strings.Contains(c.answer, "id-1") {
					bought = "Machines bought until now: 200\n"
				}
				if sent != 2 || !strings.Contains(out, "Request 2 of ") || !strings.Contains(out, c.says) ||
					c.says == unclear && strings.Contains(out, ": refused (") || !strings.Contains(out, bought) {
					t.Errorf("after %d requests the script says\n%s\nwant %q and %q", sent, out, c.says, bought)
				}
			}
		})
	}
}

// secondAnswer runs a script whose tool gives a good answer first, and then this one, and returns what the script says
// and how many requests it made.
func secondAnswer(t *testing.T, f export.Format, script, status, answer string) (out string, sent int) {
	t.Helper()
	programtest.Path(t, "openssl")
	dir := t.TempDir()
	spy := filepath.Join(dir, "spy")
	give, good := `printf '%s\n' "$SECOND"; return `+status, `printf '%s\n' "$ANSWER"`
	if f == export.Curl {
		give, good = `printf '%s\n' "$SECOND" > "$work/answer"; printf `+status, good+` > "$work/answer"; printf 200`
	}
	tool := string(f) + `() { echo x >> "$SPY"; if [ "$(wc -l < "$SPY")" -eq 2 ]; then ` + give + `; else ` + good +
		"; fi; }\n"
	cmd := exec.CommandContext(t.Context(), programtest.Path(t, "sh"), "-c", tool+script)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + dir, "SPY=" + spy, "METALWRIGHT_PASSWORD=x", "SECOND=" + answer,
		"ANSWER=" + answered(), "ZENLAYERCLOUD_ACCESS_KEY_ID=id", "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD=secret",
		"TENCENTCLOUD_SECRET_ID=id", "TENCENTCLOUD_SECRET_KEY=secret",
	}
	said, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("the script ends well and says\n%s", said)
	}
	lines, _ := os.ReadFile(spy)
	return string(said), strings.Count(string(lines), "x")
}

// TestShellWithoutPrintf: where printf is a program, the list of processes would show the secrets that it is given.
func TestShellWithoutPrintf(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"printf", "["} {
		for _, spec := range []provider.Spec{bmcSpec(), edgeSpec()} {
			script := "enable -n '" + part + "'\n" + write(t, export.Curl, source(t, spec))
			cmd := exec.CommandContext(t.Context(), programtest.Path(t, "bash"), "-c", script)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(), "METALWRIGHT_PASSWORD=x"}
			for _, name := range []string{
				"ZENLAYERCLOUD_ACCESS_KEY_ID", "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD", "TENCENTCLOUD_SECRET_ID",
				"TENCENTCLOUD_SECRET_KEY",
			} {
				cmd.Env = append(cmd.Env, name+"=x")
			}
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "This shell has no "+part+" of its own") {
				t.Errorf("the script without %s ends with %v and says\n%s", part, err, out)
			}
		}
	}
}
