package provider

import "slices"

// Field names an answer by its key in the order file; an element of a list has no name of its own. "" is no field.
type Field string

// The answers that no order file has as such: the product comes before all others, the account by its profile.
const (
	FieldProduct Field = "product"
	FieldAccount Field = "account"
)

// The answers that some product asks for. What each of them is in the table below.
const (
	FieldZone          Field = "zone"
	FieldRegion        Field = "region"
	FieldType          Field = "type"
	FieldImage         Field = "image"
	FieldImageVersion  Field = "image_version"
	FieldIPXE          Field = "ipxe_url"
	FieldCount         Field = "count"
	FieldName          Field = "name"
	FieldHostname      Field = "hostname"
	FieldCharge        Field = "billing.charge"
	FieldMonths        Field = "billing.months"
	FieldCommitment    Field = "billing.commitment"
	FieldConsent       Field = "billing.consent"
	FieldNetCharge     Field = "network.charge"
	FieldBandwidth     Field = "network.bandwidth_mbps"
	FieldTraffic       Field = "network.traffic_tb"
	FieldCluster       Field = "network.cluster"
	FieldSubnet        Field = "network.subnet"
	FieldPrivate       Field = "network.private"
	FieldPublic        Field = "network.public"
	FieldMake          Field = "network.make"
	FieldIPv4          Field = "network.ipv4"
	FieldIPv6          Field = "network.ipv6"
	FieldSecurityGroup Field = "network.security_group"
	FieldCIDRBlock     Field = "network.cidr_block"
	FieldCIDRStart     Field = "network.cidr_start"
	FieldNetMode       Field = "network.mode"
	FieldWAN           Field = "network.nic.wan"
	FieldLAN           Field = "network.nic.lan"
	FieldGatewayMode   Field = "network.gateway_mode"
	FieldRAID          Field = "storage.raid"
	FieldPartitions    Field = "storage.partitions"
	FieldSystemDisk    Field = "storage.system_disk"
	FieldDataDisks     Field = "storage.data_disks"
	FieldPreallocate   Field = "storage.preallocate"
	FieldLogin         Field = "access.login"
	FieldPassword      Field = "access.password"
	FieldSSHKeys       Field = "access.ssh_keys"
	FieldKeyPair       Field = "access.key_pair"
	FieldInitScript    Field = "access.init_script"
	FieldPassthrough   Field = "cpu_passthrough"
	FieldResourceGroup Field = "resource_group"
	FieldTags          Field = "tags"
	FieldDiscountCode  Field = "marketing.discount_code"
	FieldPOCVoucher    Field = "marketing.use_poc_voucher"
)

// table has a row for each answer, in the order of the order file. Whatever reads or writes answers reads it: order
// files and their schema, --set, the defaults of profiles, forms, --plain, and what an order sends.
var table = [...]Answer{
	text(FieldZone, "The vendor's ID of the zone", func(s *Spec) *ZoneID { return &s.Zone }).brief().always(),
	text(FieldRegion, "The zone's region; only when the zone list cannot be read (Edge Zone)",
		func(s *Spec) *string { return &s.Region }),
	text(FieldType, "The vendor's ID of the instance type", func(s *Spec) *TypeID { return &s.Type }).brief().always(),
	text(FieldImage, "The vendor's ID of the image; left out: none (BMC), the vendor's choice (Edge Zone)",
		func(s *Spec) *ImageID { return &s.Image }).brief(),
	text(FieldImageVersion, "The version of a public image (Edge Zone)",
		func(s *Spec) *string { return &s.ImageVersion }),
	text(FieldIPXE, "The URL of an iPXE script, or netboot (BMC)", func(s *Spec) *string { return &s.IPXE }),
	number(FieldCount, "How many machines; more than the vendor takes at once are ordered in several requests",
		MaxCount, func(s *Spec) *int { return &s.Count }).unit("machines").brief().always(),
	text(FieldName, "The name, or a pattern such as web-[1,3] that numbers the machines from 1 in 3 digits",
		func(s *Spec) *string { return &s.Name }).brief(),
	text(FieldHostname, "The hostname, or a pattern as for name (BMC)",
		func(s *Spec) *string { return &s.Hostname }),

	text(FieldCharge, "Months in advance, or pay as you go", func(s *Spec) *Charge { return &s.Billing.Charge }).
		words(string(Prepaid), string(Postpaid)).brief(),
	number(FieldMonths, "Months to pay in advance, with prepaid", 0,
		func(s *Spec) *int { return &s.Billing.Months }).unit("months").choice(),
	number(FieldCommitment, "Minimum term in months, with postpaid (VM)", 0,
		func(s *Spec) *int { return &s.Billing.Commitment }).unit("months"),
	consent(FieldConsent, "Whether this order may activate billing in the zone (Edge Zone)",
		func(s *Spec) *bool { return &s.Billing.Consent }),

	text(FieldNetCharge, "How traffic is charged, by the vendor's name: ByBandwidth, ByTrafficPackage, ...",
		func(s *Spec) *string { return &s.Network.Charge }).choice().brief(),
	number(FieldBandwidth, "The outbound bandwidth in Mbps", 0,
		func(s *Spec) *int { return &s.Network.BandwidthMbps }).unit("mbps").brief(),
	decimal(FieldTraffic, "The traffic package in TB; left out, the free one",
		func(s *Spec) **float64 { return &s.Network.TrafficTB }).unit("tb"),
	text(FieldCluster, "The vendor's ID of the bandwidth cluster",
		func(s *Spec) *string { return &s.Network.Cluster }).resource(),
	text(FieldSubnet, "The vendor's ID of the subnet", func(s *Spec) *string { return &s.Network.Subnet }).resource(),
	text(FieldPrivate, "The vendor's ID of the private network (Edge Zone)",
		func(s *Spec) *string { return &s.Network.Private }).resource(),
	text(FieldPublic, "The vendor's ID of the public network (Edge Zone)",
		func(s *Spec) *string { return &s.Network.Public }).resource(),
	structure(FieldMake, "Networks and addresses that the order buys before its machines, in this order (Edge Zone)",
		func(s *Spec) *[]Making { return &s.Network.Make }, filled[Making], slices.Clone),
	toggle(FieldIPv4, "Whether the machine has a public IPv4 address (VM)",
		func(s *Spec) **bool { return &s.Network.IPv4 }),
	toggle(FieldIPv6, "Whether the machine has a public IPv6 address",
		func(s *Spec) **bool { return &s.Network.IPv6 }),
	text(FieldSecurityGroup, "The vendor's ID of the security group (VM)",
		func(s *Spec) *string { return &s.Network.SecurityGroup }).resource(),
	text(FieldCIDRBlock, "The vendor's ID of your own address block (VM)",
		func(s *Spec) *string { return &s.Network.CIDRBlock }),
	text(FieldCIDRStart, "The first IPv4 address within the block (VM)",
		func(s *Spec) *string { return &s.Network.CIDRStart }),
	text(FieldNetMode, "The kind of network interface: Virtio or Vf (VM)",
		func(s *Spec) *string { return &s.Network.Mode }).choice(),
	text(FieldWAN, "The public interface's name", func(s *Spec) *string { return &s.Network.NIC.WAN }),
	text(FieldLAN, "The private interface's name", func(s *Spec) *string { return &s.Network.NIC.LAN }),
	toggle(FieldGatewayMode, "Whether the machine may route traffic for others (BMC)",
		func(s *Spec) **bool { return &s.Network.GatewayMode }),

	structure(FieldRAID, "One level for all disks, or custom arrays; left out, no RAID (BMC)",
		func(s *Spec) **RAID { return &s.Storage.RAID }, func(r *RAID) bool { return r != nil }, (*RAID).clone).brief(),
	structure(FieldPartitions,
		"The partitions of the system disk or array; left out, the system's default (BMC)",
		func(s *Spec) *[]Partition { return &s.Storage.Partitions }, filled[Partition], slices.Clone),
	structure(FieldSystemDisk, "The virtual system disk (VM)",
		func(s *Spec) **Disk { return &s.Storage.SystemDisk }, func(d *Disk) bool { return d != nil }, clonePtr),
	structure(FieldDataDisks, "Virtual data disks (VM)",
		func(s *Spec) *[]Disk { return &s.Storage.DataDisks }, filled[Disk], slices.Clone),
	toggle(FieldPreallocate, "Whether the disks' space is allocated in advance (VM)",
		func(s *Spec) **bool { return &s.Storage.Preallocate }),

	text(FieldLogin, "The login method; left out, the one that is set",
		func(s *Spec) *Login { return &s.Access.Login }).
		words(string(LoginPassword), string(LoginKeys), string(LoginKeyPair), string(LoginVendor)).brief(),
	secret(FieldPassword, PasswordValue,
		"Where the password comes from, never the password itself: generate, stdin, env:NAME or file:PATH",
		func(s *Spec) *Secret { return &s.Access.Password }),
	lines(FieldSSHKeys, "Public keys, as in authorized_keys",
		func(s *Spec) *[]string { return &s.Access.SSHKeys }),
	text(FieldKeyPair, "The vendor's ID of the key pair", func(s *Spec) *string { return &s.Access.KeyPair }).resource(),
	secret(FieldInitScript, ScriptValue, "The first-boot script: its text, or file:PATH",
		func(s *Spec) *Secret { return &s.Access.InitScript }),

	toggle(FieldPassthrough, "Whether the machine sees the real processor (VM)",
		func(s *Spec) **bool { return &s.Passthrough }),
	text(FieldResourceGroup, "The vendor's ID of the resource group",
		func(s *Spec) *string { return &s.ResourceGroup }).resource(),
	tags(FieldTags, "Your own labels", func(s *Spec) *[]Tag { return &s.Tags }),
	text(FieldDiscountCode, "The vendor's discount code", func(s *Spec) *string { return &s.Marketing.DiscountCode }),
	toggle(FieldPOCVoucher, "Whether a proof-of-concept voucher is used; without one the vendor refuses",
		func(s *Spec) **bool { return &s.Marketing.UsePOCVoucher }),
}
