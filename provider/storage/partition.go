package storage

import "github.com/metalwright/metalwright/provider"

// systemGB is the size in GB of the first of two default partitions.
const systemGB = 100

// DefaultPartitions is a layout to begin with: a system partition, and one for data where there is room for both.
// Systems without partitions of their own, and an unknown capacity, have none.
func DefaultPartitions(os provider.OS, capacityGB int) []provider.Partition {
	var first, second provider.Partition
	switch os {
	case provider.Linux:
		first, second = provider.Partition{Path: "/", FS: "ext4"}, provider.Partition{Path: "/data", FS: "ext4"}
	case provider.Windows:
		first, second = provider.Partition{Path: "C", FS: "NTFS"}, provider.Partition{Path: "D", FS: "NTFS"}
	default:
		return nil
	}
	switch {
	case capacityGB < 1:
		return nil
	case capacityGB < 2*systemGB:
		first.SizeGB = capacityGB
		return []provider.Partition{first}
	}
	first.SizeGB, second.SizeGB = systemGB, capacityGB-systemGB
	return []provider.Partition{first, second}
}

// PartitionRest is how many GB of the capacity no partition takes yet; negative when they take too much.
func PartitionRest(parts []provider.Partition, capacityGB int) int {
	for _, p := range parts {
		capacityGB -= p.SizeGB
	}
	return capacityGB
}
