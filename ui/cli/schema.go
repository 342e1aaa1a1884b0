package cli

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/ui/run"
)

// newSchema prints the JSON Schema of a kind of file.
func newSchema(p run.Process) *cobra.Command {
	schemas := map[string][]byte{
		"order": assets.OrderSchema, "config": assets.ConfigSchema, "people": assets.PeopleSchema,
		"tour": assets.TourSchema, "theme": assets.ThemeSchema,
	}
	return &cobra.Command{
		Use:       "schema [order|config|people|tour|theme]",
		Short:     "Print a JSON Schema for editors: order file, configuration, people, tour or theme",
		Example:   "metalwright schema > order.schema.json\nmetalwright schema config > config.schema.json",
		ValidArgs: slices.Sorted(maps.Keys(schemas)),
		Args:      usageArgs(cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs)),
		RunE: func(_ *cobra.Command, args []string) error {
			kind := "order"
			if len(args) > 0 {
				kind = args[0]
			}
			_, err := p.Out.Write(schemas[kind])
			return err
		},
	}
}
