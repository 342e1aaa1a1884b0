package cloudinit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/cloudinit"
)

// words are problems in short: "yaml tab at 3".
func words(all []cloudinit.Problem) string {
	parts := make([]string, len(all))
	for i, p := range all {
		parts[i] = strings.TrimSpace(fmt.Sprintf("%s %s", p.Reason, p.Why))
		if p.Line > 0 {
			parts[i] += fmt.Sprintf(" at %d", p.Line)
		}
	}
	return strings.Join(parts, ", ")
}

// TestCheck finds what cloud-init would ignore or fail at, with its line, and nothing in what it takes.
func TestCheck(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"":                               "",
		"  \n":                           "",
		"#!/bin/sh\necho hi\n":           "",
		"#include https://example.com/x": "",
		"## template: jinja\n#cloud-config\na: 1\n":                              "",
		"<powershell>\r\nGet-Item\r\n</powershell>":                              "",
		"\x1f\x8b\x08\x00":                                                       "",
		"#cloud-config\npackages: [nginx]\nruncmd:\n  - echo hi\n  - [ls, -l]\n": "",
		"#cloud-config\nusers: &u\n  - name: a\nmore: *u\n":                      "",
		"#cloud-config\n":                                                        "keys",
		"#cloud-config\n- a\n- b\n":                                              "keys",
		"#cloud-config\npackages:\n\t- nginx\n":                                  "yaml tab at 3",
		"#cloud-config\nruncmd:\n  - \"echo hi\n":                                "yaml quote at 3",
		"#cloud-config\npackages: [nginx\nruncmd: [ls]\n":                        "yaml bracket at 3",
		"#cloud-config\na: 1\na: 2\n":                                            "yaml duplicate at 3",
		"# cloud-config\npackages: [nginx]\n":                                    "misspelt at 1",
		"#cloud_config\npackages: [nginx]\n":                                     "misspelt at 1",
		"#Cloud-Config\npackages: [nginx]\n":                                     "misspelt at 1",
		"packages:\n  - nginx\n":                                                 "misspelt at 1",
		"echo hi\n":                                                              "no_header at 1",
		"# a comment\necho hi\n":                                                 "no_header at 1",
		"\ufeff#!/bin/sh\necho hi\n":                                             "bom at 1",
		"#!/bin/sh\r\necho hi\r\n":                                               "crlf at 1",
		"\ufeff#cloud-config\r\npackages: [nginx\r\n":                            "bom at 1, crlf at 1, yaml bracket at 2",
	} {
		if got := words(cloudinit.Check(script)); got != want {
			t.Errorf("Check(%q) = %q, want %q", script, got, want)
		}
	}
}

// TestImages runs a script on an image that has no cloud-init, and on one of the other system.
func TestImages(t *testing.T) {
	t.Parallel()
	const linux, windows, config = "#!/bin/sh\n", "#ps1\n", "#cloud-config\na: 1\n"
	for _, c := range []struct {
		script string
		os     provider.OS
		want   string
	}{
		{linux, provider.Linux, ""},
		{linux, provider.ESXi, "image"},
		{"", provider.ESXi, ""},
		{linux, "", ""},
		{linux, provider.Windows, "windows at 1"},
		{config, provider.Windows, ""},
		{windows, provider.Windows, ""},
		{windows, provider.Linux, "windows at 1"},
	} {
		if got := words(cloudinit.CheckFor(c.script, &provider.Image{OS: c.os})); got != c.want {
			t.Errorf("CheckFor(%q, %s) = %q, want %q", c.script, c.os, got, c.want)
		}
	}
	if got := cloudinit.CheckFor(linux, nil); got != nil {
		t.Errorf("CheckFor without an image = %v", got)
	}
}

// FuzzCheck reads whatever someone pastes: a line that is named is one of the script.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{
		"#cloud-config\na: [1\n", "\ufeff#!/bin/sh\r\n", "packages:\n- x", "#cloud-config\n\t", "#ps1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, script string) {
		for _, p := range cloudinit.CheckFor(script, &provider.Image{OS: provider.Linux}) {
			if p.Reason == "" || p.Line < 0 || p.Line > strings.Count(script, "\n")+strings.Count(script, "\r")+1 {
				t.Errorf("Check(%q) has %+v", script, p)
			}
		}
	})
}
