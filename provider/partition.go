package provider

// systemGB is the size in GB of the first of two default partitions.
const systemGB = 100

// DefaultPartitions is a layout to begin with: a system partition, and one for data where there is room for both.
// Systems without partitions of their own, and an unknown capacity, have none.
func DefaultPartitions(os OS, capacityGB int) []Partition {
	var first, second Partition
	switch os {
	case Linux:
		first, second = Partition{Path: "/", FS: "ext4"}, Partition{Path: "/data", FS: "ext4"}
	case Windows:
		first, second = Partition{Path: "C", FS: "NTFS"}, Partition{Path: "D", FS: "NTFS"}
	default:
		return nil
	}
	switch {
	case capacityGB < 1:
		return nil
	case capacityGB < 2*systemGB:
		first.SizeGB = capacityGB
		return []Partition{first}
	}
	first.SizeGB, second.SizeGB = systemGB, capacityGB-systemGB
	return []Partition{first, second}
}

// PartitionRest is how many GB of the capacity no partition takes yet; negative when they take too much.
func PartitionRest(parts []Partition, capacityGB int) int {
	for _, p := range parts {
		capacityGB -= p.SizeGB
	}
	return capacityGB
}
