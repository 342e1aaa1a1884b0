// Package widget has the parts that screens are made of: grids, forms, loaders, bars, boxes. They know no cloud. Each
// draws into exactly the area that it is given, takes keys by its own Update, keeps no clock and starts nothing by
// itself. They belong to one session's event loop and are not safe for concurrent use.
package widget
