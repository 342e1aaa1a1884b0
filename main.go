// Command metalwright orders servers in the terminal and watches them come up.
package main

import (
	"context"
	"os"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

func main() {
	ctx, stop := cli.Signals(context.Background())
	code := cli.Main(ctx, cli.RealProcess(), all.Products())
	stop()
	os.Exit(code)
}
