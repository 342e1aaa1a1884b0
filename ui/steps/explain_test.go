package steps_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/text"
)

// TestEveryAnswerIsExplained finds answers and questions that ? says nothing about, in each language.
func TestEveryAnswerIsExplained(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "zh"} {
		tx, err := text.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		fields := []provider.Field{provider.FieldProduct, provider.FieldAccount}
		for _, a := range provider.Answers() {
			fields = append(fields, a.Field)
		}
		for _, f := range fields {
			if !tx.Has("explain." + string(f)) {
				t.Errorf("%s: explain.%s is missing", lang, f)
			}
		}
		for _, s := range steps.All() {
			if !tx.Has("explain_step." + s.ID) {
				t.Errorf("%s: explain_step.%s is missing", lang, s.ID)
			}
		}
	}
}
