package serve

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/fsnotify/fsnotify"

	"github.com/metalwright/metalwright/state/journal"
)

// watch reports changes of files by their names: of what is there, and of where links on the way to it lead.
type watch struct {
	w     *fsnotify.Watcher
	files []string
	on    map[string]bool // the names whose change is a report
	dirs  map[string]bool // the directories that are watched for them
	whole atomic.Bool     // all that they are in are watched
	out   chan struct{}   // reports; at most one waits
	again chan struct{}   // asks to watch what could not be watched
	done  chan struct{}
}

// maxLinks is how many links a name may lead through, as the kernel has it.
const maxLinks = 40

// watchFiles watches files; "" is none. It is nil where changes are not reported: on file systems that other machines
// write to, and where the system allows no more watches.
func watchFiles(files []string) *watch {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil
	}
	f := &watch{
		w: w, files: files, dirs: map[string]bool{}, out: make(chan struct{}, 1), again: make(chan struct{}, 1),
		done: make(chan struct{}),
	}
	if f.add(); !f.whole.Load() {
		_ = w.Close()
		return nil
	}
	go f.run()
	return f
}

// add watches the directories of all names on the way to the files.
func (f *watch) add() {
	whole := true
	f.on = map[string]bool{}
	for _, name := range f.files {
		if name == "" {
			continue
		}
		for _, on := range way(name) {
			dir := filepath.Dir(on)
			f.on[on] = true
			if !f.dirs[dir] {
				f.dirs[dir] = journal.CheckDir(dir) == nil && f.w.Add(dir) == nil
			}
			whole = whole && f.dirs[dir]
		}
	}
	f.whole.Store(whole)
}

// way is the name of a file, those of the links on the way to it, and that of what they lead to.
func way(name string) []string {
	name, err := filepath.Abs(name)
	if err != nil {
		return nil
	}
	var all []string
	at, rest := "/", strings.Split(strings.Trim(name, "/"), "/")
	for links := 0; len(rest) > 0 && links < maxLinks; {
		here := filepath.Join(at, rest[0])
		rest = rest[1:]
		to, err := os.Readlink(here)
		if err != nil { // it is no link, or not there
			at = here
			continue
		}
		links++
		all = append(all, here)
		if !filepath.IsAbs(to) {
			to = filepath.Join(at, to)
		}
		at, rest = "/", append(strings.Split(strings.Trim(to, "/"), "/"), rest...)
	}
	return append(all, at)
}

func (f *watch) run() {
	defer close(f.done)
	for {
		select {
		case e, open := <-f.w.Events:
			if !open {
				return
			}
			if !f.concerns(e.Name) {
				continue
			}
		case <-f.again:
		case _, open := <-f.w.Errors: // too many changes to hold them all
			if !open {
				return
			}
		}
		f.add()
		select {
		case f.out <- struct{}{}:
		default:
		}
	}
}

// concerns reports whether the change of a name is one of the files'. A directory that changes itself has another name
// or is gone, and is watched no more.
func (f *watch) concerns(name string) bool {
	dir := f.dirs[name]
	delete(f.dirs, name)
	return dir || f.on[name]
}

// complete reports whether every change is reported; false for a while after a directory was replaced.
func (f *watch) complete() bool { return f.whole.Load() }

// renew watches again what could not be watched, and reports a change.
func (f *watch) renew() {
	select {
	case f.again <- struct{}{}:
	default:
	}
}

// changes are the reports; nil: none are made.
func (f *watch) changes() <-chan struct{} {
	if f == nil {
		return nil
	}
	return f.out
}

// close ends the watch.
func (f *watch) close() {
	if f != nil {
		_ = f.w.Close()
		<-f.done
	}
}
