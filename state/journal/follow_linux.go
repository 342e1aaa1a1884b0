package journal

import "github.com/fsnotify/fsnotify"

// watchWrites reports writes to the file. The channel is closed when they are not reported any more, and nil when they
// cannot be: the system allows a user only so many watches. The function ends it. A watch opens no file: closing one
// would free the locks that SQLite holds on it.
func watchWrites(path string) (writes <-chan struct{}, end func()) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, func() {}
	}
	end = func() { _ = w.Close() }
	if err := w.Add(path); err != nil {
		end()
		return nil, func() {}
	}
	out := make(chan struct{}, 1)
	go func() {
		defer close(out)
		for {
			select {
			case e, open := <-w.Events:
				if !open || e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
					return
				}
			case _, open := <-w.Errors: // too many to hold them all: there were writes
				if !open {
					return
				}
			}
			select {
			case out <- struct{}{}:
			default:
			}
		}
	}()
	return out, end
}
