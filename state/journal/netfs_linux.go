package journal

import "golang.org/x/sys/unix"

// networked reports whether dir is on a file system that several machines share: SQLite's WAL needs shared memory
// (SQLite, Write-Ahead Logging, Disadvantages). The second result is what the kernel calls it.
func networked(dir string) (bool, string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return false, "", err
	}
	name, ok := networkFS(int64(st.Type)) //nolint:unconvert // the field is narrower on some architectures
	return ok, name, nil
}

// networkFS names a network file system by its magic number (statfs(2), and the headers of those outside the kernel).
func networkFS(magic int64) (string, bool) {
	switch uint32(magic) { // magic numbers have 32 bits; some architectures extend the sign
	case unix.NFS_SUPER_MAGIC:
		return "nfs", true
	case unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC:
		return "smb", true
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "afs", true
	case unix.CODA_SUPER_MAGIC:
		return "coda", true
	case unix.CEPH_SUPER_MAGIC:
		return "ceph", true
	case unix.V9FS_MAGIC:
		return "9p", true
	case 0x0bd00bd0:
		return "lustre", true
	case 0x47504653:
		return "gpfs", true
	case unix.OCFS2_SUPER_MAGIC:
		return "ocfs2", true
	case 0x01161970:
		return "gfs2", true
	}
	return "", false
}
