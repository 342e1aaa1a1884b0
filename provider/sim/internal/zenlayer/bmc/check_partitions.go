package bmc

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

var (
	linuxTypes   = []string{"ext2", "ext3", "ext4"}
	windowsTypes = []string{"NTFS"}
)

// checkPartitions applies the rules for custom partitions (Zenlayer API reference, BMC Partition, read 2026-11). Drive
// letters are kept in upper case.
func (o *order) checkPartitions(context.Context) error {
	if len(o.Partitions) == 0 {
		return nil
	}
	if o.Image == nil || o.Image.Catalog == esxi {
		return wire.Refuse(http.StatusForbidden, "INVALID_PARTITION_IMAGE_NOT_SET",
			"Custom partitions need an operating system")
	}
	o.Partitions = slices.Clone(o.Partitions)
	windows := o.Image.OS == "windows"
	if windows {
		for i := range o.Partitions {
			o.Partitions[i].FSPath = strings.ToUpper(o.Partitions[i].FSPath)
		}
	}
	err := zenlayer.First(checkPaths(o.Partitions, windows), checkFileSystems(o.Partitions, windows))
	if err != nil {
		return err
	}
	total, need := 0, capacity(o.Model, o.RAID)
	for _, p := range o.Partitions {
		if err := zenlayer.Within("partitions.size", p.Size, 1, 1<<30); err != nil {
			return err
		}
		total += *p.Size
	}
	switch {
	case total < need:
		return zenlayer.Refuse("INVALID_PARTITION_SIZE_NOT_FULL",
			"The partitions have `%d` GB, the capacity is `%d` GB", total, need)
	case total > need:
		return zenlayer.Refuse("INVALID_PARTITION_MALFORMED", "The partitions have `%d` GB, the capacity is `%d` GB",
			total, need)
	}
	return nil
}

func checkPaths(partitions []partition, windows bool) error {
	var paths []string
	for _, p := range partitions {
		good := strings.HasPrefix(p.FSPath, "/")
		if windows {
			good = len(p.FSPath) == 1 && p.FSPath >= "C" && p.FSPath <= "H"
		}
		if !good {
			return zenlayer.Refuse("INVALID_PARTITION_MALFORMED", "The specified fsPath `%s` is malformed", p.FSPath)
		}
		if slices.Contains(paths, p.FSPath) {
			return zenlayer.Refuse("INVALID_PARTITION_DUPLICATE_FILE_PATH", "The specified fsPath `%s` is used twice", p.FSPath)
		}
		paths = append(paths, p.FSPath)
	}
	root := "/"
	if windows {
		root = "C"
	}
	if !slices.Contains(paths, root) {
		return zenlayer.Refuse("INVALID_PARTITION_MISSING_REQUIRED_FILE_PATH", "The required fsPath `%s` is missing", root)
	}
	if !windows && paths[0] != root {
		return zenlayer.Refuse("INVALID_PARTITION_MALFORMED", "The first fsPath must be `%s`", root)
	}
	if windows && !strings.HasPrefix("CDEFGH", strings.Join(paths, "")) {
		return zenlayer.Refuse("INVALID_PARTITION_INVALID_ORDER",
			"The drive letters `%s` do not follow the alphabet from C", strings.Join(paths, ""))
	}
	return nil
}

func checkFileSystems(partitions []partition, windows bool) error {
	mine, other := linuxTypes, windowsTypes
	if windows {
		mine, other = other, mine
	}
	for _, p := range partitions {
		switch {
		case slices.Contains(mine, p.FSType):
		case slices.Contains(other, p.FSType):
			return zenlayer.Refuse("INVALID_PARTITION_MALFORMED",
				"The specified fsType `%s` does not suit the operating system", p.FSType)
		default:
			return zenlayer.Refuse("INVALID_PARTITION_NO_TYPE", "The specified fsType `%s` is unknown", p.FSType)
		}
	}
	return nil
}
