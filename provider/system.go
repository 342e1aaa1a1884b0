package provider

import "strings"

// linuxes are words by which the name of an image shows that it is a Linux.
var linuxes = [...]string{
	"linux", "ubuntu", "debian", "centos", "rocky", "redhat", "red hat", "rhel", "fedora", "suse", "tencentos",
}

// SystemOf is the family of the operating system that an image's name shows; "" when it shows none.
func SystemOf(image string) OS {
	name := strings.ToLower(image)
	switch {
	case strings.Contains(name, "esxi"):
		return ESXi
	case strings.HasPrefix(name, "win"), strings.Contains(name, "windows"):
		return Windows
	}
	for _, word := range linuxes {
		if strings.Contains(name, word) {
			return Linux
		}
	}
	return ""
}
