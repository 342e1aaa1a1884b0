package provider

// Tools is how the vendor's own tools, and tools for its products, name what a product is bought with. Exports are
// written by it, and credentials are looked for by it. A zero part means that there is no such tool.
type Tools struct {
	KeySources []string // whose credential files hold keys for the product: "zeno", "tccli", "tencentcloud"
	Request    Request
	CLI        CLI
	Terraform  Terraform
	SDK        SDK
	// Refusals are codes beside [Product.Codes] that any action of the vendor's answers, and with which nothing was done.
	Refusals []string
	// Defaults are the values, as JSON, that the vendor documents for parameters that are left out. A tool that cannot
	// send such a value need not.
	Defaults map[string]string
}

// Request is CreateInstances over HTTP, but for its body and its signature.
type Request struct {
	Path    string   // of the URL: "/api/v2/bmc"
	Headers []string // "X-ZC-Action: CreateInstances"; {version} and {region} stand for what is known later
	Method  string   // of the signature: "ZC2-HMAC-SHA256"
	Service string   // that is signed for, where the signature names one: "edgezone"
}

// CLI is the vendor's command line.
type CLI struct {
	Tool    string   // the program: "zeno"
	Install string   // what has to be installed: "pip install tccli-intl-en"
	Args    []string // before the parameters: "bmc", "create-instances"
	Region  string   // the flag that takes the region; "" when there is none
	// Input is the flag that takes the whole request as file://PATH; "" when each parameter is a flag, its name in
	// lower case with hyphens.
	Input string
	// Endpoint is the flag that takes the host to ask instead of the vendor's, over HTTPS.
	Endpoint string
	Version  string   // the API version that it sends; "" when it takes all
	Lacks    []string // parameters that it does not know
	Unwrap   []string // parameters whose only member is given in their stead: "tags"
	NoZero   bool     // it sends no 0 and no false, except inside objects
	Output   []string // arguments that make it answer in JSON whatever its settings say
	// Words are the only values that it takes for a parameter, where these are fewer than the product has.
	Words map[string][]string
}

// Terraform is the resource that makes one machine of the product.
type Terraform struct {
	Source    string // of the provider: "zenlayer/zenlayercloud"
	Resource  string // "zenlayercloud_bmc_instance"
	Arguments []Argument
	// Endpoint names the provider's own arguments for the host to ask and its scheme, HTTP or HTTPS.
	Endpoint Config
	// Needs are the parameters without which the resource makes nothing, or a machine with an answer of its own.
	Needs []string
	// Traffic is the parameter of a traffic package, which the resource takes with a prepaid term alone, and needs
	// then; Package is the network charge that has one.
	Traffic, Package string
	// Open are parameters that the resource never sends, so that the vendor chooses, not always the same: an order that
	// sends them cannot be bought with it.
	Open []string
}

// Argument is where a resource takes a parameter. Parameters without a row cannot be given to it.
type Argument struct {
	Param string // as in [Product.Params]
	Name  string // of the argument; of a member of a block its name there
	Form  Form
	Least int // characters; 0 is no limit
}

// Form is how an argument is written.
type Form uint8

// The forms.
const (
	FormValue  Form = iota // as it is
	FormText               // a number as a text
	FormBlock              // a list of objects as blocks, whose members have rows of their own
	FormMap                // a list of keys and values as a map
	FormCount              // the number of machines: the meta-argument count
	FormSwitch             // true and false as Enabled and Disabled
)

// Config names the members of a client's settings that take the endpoint: "Domain", "Scheme".
type Config struct{ Host, Scheme string }

// SDK is the vendor's library for Go.
type SDK struct {
	Packages map[string]string // import paths by the version of the API
	Common   string            // the import path of what all packages share
	Profile  string            // that of the client's settings; "" where Common has them
	IDs      string            // the member of the answer that lists the machines: "instanceIdSet"
	Strict   bool              // a request is read from JSON by a method that refuses what it does not know
	Config   Config            // of a client
	NoZero   []string          // the versions whose packages leave out 0 and false, except inside objects
}
