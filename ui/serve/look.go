package serve

import (
	"crypto/sha256"
	"os"
	"time"

	"github.com/metalwright/metalwright/state/textfile"
)

// maxAccess is the most bytes of a file of keys.
const maxAccess = 4 << 20

const (
	// lookEvery is how often the files are looked at where the system reports no changes: what was taken away ends what
	// it had opened within a second.
	lookEvery = 250 * time.Millisecond
	// lookAnyway is how often they are looked at where it does, for a change that nobody saw, such as of a directory
	// high above them.
	lookAnyway = 15 * time.Second
	// settled is how long a file has to be as it is before it counts while nobody waits for it: it may be half written.
	settled = 250 * time.Millisecond
)

// young is how long after a change a file may change again without another time or size.
const young = 2 * time.Second

// reading is a file as it was read.
type reading struct {
	info os.FileInfo // nil: it could not be read, or is none that can be looked at
	sum  [sha256.Size]byte
	at   time.Time
}

// names are the files, "" for none.
func (f Files) names() [3]string { return [3]string{f.Keys, f.CAs, f.People} }

// fileClock is the clock that files have their times by, whatever time the server is given.
func fileClock() time.Time { return time.Now() } //nolint:forbidigo // see above

// modified is when a file was written last; the zero time where nobody knows.
func modified(info os.FileInfo, err error) time.Time {
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func readAccess(name string) ([]byte, reading, error) {
	if name == "" {
		return nil, reading{}, nil
	}
	r := reading{at: fileClock()}
	r.info, _ = os.Stat(name) // before it is read: what changes meanwhile is seen at the next look
	data, _, err := textfile.Read(name, maxAccess)
	r.sum = sha256.Sum256(data)
	return data, r, err
}

// Changed reports whether a file is not what it was when it was last read. One that was written less than still ago
// counts later.
func (a *Access) Changed(still time.Duration) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	changed := false
	for i, name := range a.files.names() {
		if name == "" || !a.last[i].changed(name) {
			continue
		}
		info, err := os.Stat(name)
		if age := fileClock().Sub(modified(info, err)); age > 0 && age < still {
			return false
		}
		changed = true
	}
	return changed
}

// changed compares a file with r, by its contents only where the time and size leave it open. A pipe can be read once
// and does not change.
func (r *reading) changed(name string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return r.info != nil
	}
	if !info.Mode().IsRegular() {
		return false
	}
	same := r.info != nil && os.SameFile(info, r.info) && info.Size() == r.info.Size() &&
		info.ModTime().Equal(r.info.ModTime())
	if same && r.at.Sub(r.info.ModTime()) > young {
		return false
	}
	_, now, err := readAccess(name)
	if err != nil || r.info == nil || now.sum != r.sum {
		return true
	}
	*r = now
	return false
}
