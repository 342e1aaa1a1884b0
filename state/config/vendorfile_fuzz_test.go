package config_test

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/config"
)

// FuzzCredentialFile lets the files of the vendors' tools hold anything. A credential is whole or none; what is in
// the file is in no error, as it may be a secret.
func FuzzCredentialFile(f *testing.F) {
	for _, seed := range []string{
		zenoFile, tccliFile, oauthFile, iniFile, `{"type":"cvm-role"}`, `{"secretKey":"planted`, `{"default":null}`,
		`{"default":{"token":"x"}}`, "", "null", "[]",
		"[default]\r\nsecret_id=a\r\nsecret_key=b\r\n", "\ufeff[default]\nsecret_id=a", "[ ]\n=\n", "[default\n",
		"secret_id = a\n", "; c\n[default]\n[default]\nx",
		`{"secretId":"a","secretKey":"b","expiresAt":1e300}`, `{"secretId":"a","secretKey":"b","expiresAt":-1}`,
		`{"current_profile":"ci"}`,
	} {
		f.Add([]byte(seed))
	}
	bmc, edge := known()[0], known()[2]
	f.Fuzz(func(t *testing.T, text []byte) {
		places := config.Sources{
			Env: func(string) (string, bool) { return "", false }, Home: "/home/ann",
			Now:  func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) },
			Read: func(string) ([]byte, fs.FileMode, error) { return text, 0o600, nil },
		}
		for _, source := range []config.SourceKind{config.SourceZeno, config.SourceTCCLI, config.SourceTencent} {
			product := edge
			if source == config.SourceZeno {
				product = bmc
			}
			for _, name := range []string{"", "ci"} {
				c, warnings, err := places.Credential(product, config.Ref{Source: source, Name: name})
				e, ok := errors.AsType[*config.Error](err)
				switch {
				case len(warnings) != 0:
					t.Errorf("Credential(%s) warns of %v, want nothing: nobody else may read the file", source, warnings)
				case err != nil && (!ok || e.Reason == ""):
					t.Errorf("Credential(%s) = %v, want a *config.Error with a reason", source, err)
				case err != nil && !reflect.DeepEqual(c, config.Credential{}):
					t.Errorf("Credential(%s) = %+v beside the error %v, want none", source, c, err)
				case err == nil && (c.KeyID == "" || c.Secret.IsZero() || c.Origin != config.OriginFile ||
					!strings.HasPrefix(c.Source, places.Home)):
					t.Errorf("Credential(%s) = %+v, want both halves, and where they are", source, c)
				case err == nil && !strings.Contains(string(text), "{") && !strings.Contains(string(text), c.Secret.Reveal()):
					t.Errorf("Credential(%s) has a secret that is not in the file", source)
				case ok && (e.Err != nil || strings.Contains(e.Error(), "planted")):
					t.Errorf("Credential(%s) = %v, want nothing of the file's content", source, err)
				}
			}
		}
	})
}
