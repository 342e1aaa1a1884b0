// Command metalwright orders servers in the terminal and watches them come up.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := cli.Main(ctx, cli.RealProcess(), all.Products())
	stop()
	os.Exit(code)
}
