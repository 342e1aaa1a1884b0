package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/text"
)

// TestHistory writes what happened for people and for programs, without anything that a terminal would obey.
func TestHistory(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	h := order.History{Happenings: []order.Happening{
		{At: at, Batch: 1, Kind: "sent", Detail: "host 12"},
		{
			At: at.Add(time.Second), Batch: 1, Kind: order.KindStatus, Machine: "i-1", Name: "web-1",
			Status: provider.StatusPending, Detail: "PENDING",
		},
		{
			At: at.Add(time.Minute), Batch: 1, Kind: order.KindStatus, Machine: "i-1", Status: provider.StatusCreating,
			Detail: "INSTALLING\x1b[31m",
		},
	}}
	p := report.Printer{Env: environment(t), Simulated: true}
	var out bytes.Buffer
	if err := p.WriteHistory(&out, h); err != nil {
		t.Fatal(err)
	}
	const want = "TIME (UTC)           REQUEST  MACHINE  WHAT      WHY\n" +
		"2026-11-20 12:00:00  1        -        sent      host 12\n" +
		"2026-11-20 12:00:01  1        web-1    PENDING   \n" +
		"2026-11-20 12:01:00  1        i-1      CREATING  vendor status INSTALLING\\u001b[31m\n"
	if got := out.String(); got != want {
		t.Errorf("WriteHistory() wrote\n%s, want\n%s", got, want)
	}
	out.Reset()
	if err := (report.Format{Output: "ndjson"}).Print(&out, p.History("o-1", h)); err != nil {
		t.Fatal(err)
	}
	const line = `{"schema":"metalwright/v1","simulated":true,"order":"o-1","events":[` +
		`{"time":"2026-11-20T12:00:00Z","request":1,"kind":"sent","detail":"host 12",` +
		`"instance":null,"name":null,"status":null,"vendor_status":null,"by":null},` +
		`{"time":"2026-11-20T12:00:01Z","request":1,"kind":"status","detail":null,` +
		`"instance":"i-1","name":"web-1","status":"PENDING","vendor_status":"PENDING","by":null},` +
		`{"time":"2026-11-20T12:01:00Z","request":1,"kind":"status","detail":null,` +
		`"instance":"i-1","name":null,"status":"CREATING","vendor_status":"INSTALLING\u001b[31m","by":null}]}` + "\n"
	if got := out.String(); got != line {
		t.Errorf("History() as JSON is\n%s, want\n%s", got, line)
	}
}

// TestHistoryInWords says what the program itself has written in the language of the reader, and what others have said
// as it is.
func TestHistoryInWords(t *testing.T) {
	t.Parallel()
	h := order.History{Happenings: []order.Happening{
		{Batch: 1, Kind: "intent", Detail: "mwey77rheq"},
		{Batch: 1, Kind: "sent", Detail: "vm 12756 gbedw0g7"},
		{Batch: 1, Kind: "accepted", Detail: "the vendor answered"},
		{Batch: 1, Kind: "closed", Detail: "every machine is at its end"},
		{Batch: 2, Kind: "rejected", Detail: "no such zone"},
	}}
	for lang, lines := range map[string][]string{
		"en": {
			"prepared  token mwey77rheq", "sent      by process 12756 on vm", "accepted  the vendor answered",
			"finished  every machine has come up, failed or was released", "refused   no such zone",
		},
		"zh": {
			"准备发送  标记 mwey77rheq", "已发送", "vm", "厂商已响应",
			"所有实例已启动、失败或释放", "已拒绝", "no such zone",
		},
	} {
		tx, err := text.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		env := environment(t)
		env.Text = tx
		var out bytes.Buffer
		if err := (report.Printer{Env: env}).WriteHistory(&out, h); err != nil {
			t.Fatal(err)
		}
		for _, want := range lines {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", lang, want, out.String())
			}
		}
		if lang == "zh" && strings.Contains(out.String(), "every") {
			t.Errorf("English in Chinese:\n%s", out.String())
		}
	}
}

// TestHistoryOfPeople names who decided, and writes look-ups that found the same once, with the last of them.
func TestHistoryOfPeople(t *testing.T) {
	t.Parallel()
	h := order.History{Happenings: []order.Happening{
		{Kind: "approval_asked", Who: "alice"},
		{Kind: "approval_denied", Who: "bob", Detail: "one will do"},
		{Batch: 1, Kind: "ambiguous", Detail: `CreateInstances: Post "http://127.0.0.1:1/": EOF`},
		{Batch: 1, Kind: "looked", Detail: "0"},
		{Batch: 1, Kind: "looked", Detail: "0"},
		{Batch: 1, Kind: "looked", Detail: "0"},
		{Batch: 1, Kind: "looked", Detail: "2"},
		{Batch: 1, Kind: "closed", Detail: "a person says that nothing was bought: carol"},
		{Batch: 1, Kind: order.KindReady, Machine: "1001", Name: "web-1"},
		{Kind: "release_planned", Who: "dave", Detail: "2026-12-24 00:00 UTC"},
	}}
	var out bytes.Buffer
	if err := (report.Printer{Env: environment(t)}).WriteHistory(&out, h); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"- - approval requested by alice", "- - denied by bob, one will do", "outcome unknown No answer from the vendor",
		"checked nothing found", "checked 2 machines found", "finished carol said that nothing was bought",
		"1 web-1 READY Login port answered", "release scheduled by dave, 2026-12-24 00:00 UTC",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if n := strings.Count(text, "nothing found"); n != 2 {
		t.Errorf("%d look-ups found nothing, want the first and the last:\n%s", n, out.String())
	}
}
