// Command metalwright orders servers in the terminal and watches them come up.
package main

import (
	"context"
	"os"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
)

func main() {
	run.FreeInit()
	ctx, stop := run.Signals(context.Background())
	code := cli.Main(ctx, run.RealProcess(), all.Products())
	stop()
	os.Exit(code)
}
