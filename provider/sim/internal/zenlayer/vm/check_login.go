package vm

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// specials are the special characters of a password (Zenlayer API reference, VM CreateInstances, password, read
// 2026-11).
const specials = "!@#$%^&*`~()-+="

// checkLogin: not both ways in. With neither, where that is taken, the vendor makes a password.
func (o *order) checkLogin(ctx context.Context) error {
	switch {
	case o.Password != "" && o.KeyID != "":
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "Only one of password and keyId can be specified")
	case o.Password != "" && !zenlayer.ValidPassword(o.Password, specials): // the message must not repeat it
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED",
			"The specified password does not meet the complexity rules")
	case o.KeyID != "" && o.Image.OS == "windows":
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The keyId is not supported by the image `%s`", o.ImageID)
	}
	return zenlayer.KnownKeyPair(ctx, o.Session, o.KeyID)
}

// Limits of disks in GB (Zenlayer API reference, VM CreateInstances, systemDisk and dataDisks, read 2026-11); the
// vendor publishes none for large system disks.
const (
	maxSystem = 500
	minData   = 20
	maxData   = 2000
)

func (o *order) checkDisks(context.Context) error {
	return zenlayer.First(checkSystemDisk(o.Zone, o.Image, &o.terms), checkDataDisks(o.Zone, o.DataDisks))
}

func checkSystemDisk(z *store.Zone, image *store.Image, t *terms) error {
	d := t.system(image)
	switch least := leastSystem(image); {
	case d.SizeGB%systemStep != 0:
		return zenlayer.Refuse("INVALID_SYSTEM_DISK_SIZE",
			"The specified systemDisk.diskSize `%d` must be a multiple of %d", d.SizeGB, systemStep)
	case d.SizeGB < least:
		return zenlayer.Refuse("INVALID_SYSTEM_DISK_SIZE", "The specified systemDisk.diskSize `%d` is less than `%d`",
			d.SizeGB, least)
	case d.SizeGB > maxSystem:
		return zenlayer.Refuse("INVALID_SYSTEM_DISK_EXCEED_LIMIT",
			"The specified systemDisk.diskSize `%d` exceeds `%d`", d.SizeGB, maxSystem)
	case t.SystemDisk != nil && t.SystemDisk.DiskCategory != "" && !slices.Contains(z.DiskCategories, d.Category):
		return notSold("systemDisk", d.Category, z.ID)
	}
	return nil
}

func checkDataDisks(z *store.Zone, data []dataDisk) error {
	for _, d := range data {
		switch size := *d.DiskSize; {
		case size < minData:
			return zenlayer.Refuse("INVALID_DISK_SIZE_LESS_MINIMUM",
				"The specified dataDisks.diskSize `%d` is less than `%d`", size, minData)
		case size > maxData:
			return zenlayer.Refuse("INVALID_DISK_SIZE_EXCEED_MAXIMUM",
				"The specified dataDisks.diskSize `%d` exceeds `%d`", size, maxData)
		case d.DiskCategory != "" && !slices.Contains(z.DiskCategories, d.DiskCategory):
			return notSold("dataDisks", d.DiskCategory, z.ID)
		}
	}
	return nil
}

func notSold(field, category, zone string) error {
	return zenlayer.Refuse("INVALID_DISK_ZONE_NO_SELL", "The %s.diskCategory `%s` is not sold in zone `%s`", field,
		category, zone)
}
