package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/state/export"
)

// goBodies are the requests in a program, without their secrets.
func goBodies(t *testing.T, _ export.Source, text string) []map[string]any {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var out []map[string]any
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(l.Value, "`{") {
			body, _ := strconv.Unquote(l.Value)
			out = append(out, decode(t, body))
		}
		return true
	})
	return out
}

func TestGo(t *testing.T) {
	t.Parallel()
	many := vmSpec()
	many.Count, many.Name = 250, "db[1,3]"
	many.Tags = []provider.Tag{{Key: "a`b", Value: "$x"}}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec(), many} {
		s := source(t, spec)
		text := write(t, export.Go, s)
		got, want := goBodies(t, s, text), body(t, s, s.Reader.Part(spec, 0, min(spec.Count, 100)))
		if spec.Product == "zenlayer-bmc" { // its default, which the package cannot send
			delete(want, "enableGatewayMode")
		}
		delete(want, "password")
		delete(want, "Password")
		if len(got) != (spec.Count+99)/100 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("go of %s sends %d requests, first\n%v, want\n%v", spec.Product, len(got), got[0], want)
		}
	}
}

// declared are the packages of the vendors' libraries as far as programs use them: zenlayercloud-sdk-go 0.2.45 and
// tencentcloud-sdk-go-intl-en (read 2026-11). The modules themselves are fetched with -sdk.
var declared = map[string]string{
	"github.com/zenlayer/zenlayercloud-sdk-go/zenlayercloud/common": `package common
		type Config struct { AutoRetry bool; MaxRetryTime int; Proxy, Scheme, Domain string; Timeout int; Debug *bool }
		func NewConfig() *Config { return &Config{} }`,
	zenlayerPackage: `package api
		import "github.com/zenlayer/zenlayercloud-sdk-go/zenlayercloud/common"
		type Client struct{}
		type CreateInstancesRequest struct { ZoneId string }
		type CreateInstancesResponse struct { RequestId string; Response *struct { InstanceIdSet []*string } }
		func NewClient(config *common.Config, id, password string) (*Client, error) { return nil, nil }
		func NewCreateInstancesRequest() *CreateInstancesRequest { return nil }
		func (*Client) CreateInstances(*CreateInstancesRequest) (*CreateInstancesResponse, error) { return nil, nil }`,
	"github.com/tencentcloud/tencentcloud-sdk-go-intl-en/tencentcloud/common": `package common
		type Credential struct{}
		type CredentialIface interface { GetSecretId() string }
		func (*Credential) GetSecretId() string { return "" }
		func NewTokenCredential(id, key, token string) *Credential { return nil }`,
	"github.com/tencentcloud/tencentcloud-sdk-go-intl-en/tencentcloud/common/profile": `package profile
		type HttpProfile struct { ReqMethod string; ReqTimeout int; Scheme, RootDomain, Endpoint, Proxy string }
		type ClientProfile struct { HttpProfile *HttpProfile; Debug bool }
		func NewClientProfile() *ClientProfile { return nil }`,
	"github.com/tencentcloud/tencentcloud-sdk-go-intl-en/tencentcloud/edgezone/v20260401": `package v20260401
		import (
			"github.com/tencentcloud/tencentcloud-sdk-go-intl-en/tencentcloud/common"
			"github.com/tencentcloud/tencentcloud-sdk-go-intl-en/tencentcloud/common/profile"
		)
		type Client struct{}
		type CreateInstancesRequest struct { Zone *string }
		type CreateInstancesResponse struct { Response *struct { InstanceIdSet []*string } }
		func NewClient(c common.CredentialIface, region string, p *profile.ClientProfile) (*Client, error) { return nil, nil }
		func NewCreateInstancesRequest() *CreateInstancesRequest { return nil }
		func (*CreateInstancesRequest) FromJsonString(text string) error { return nil }
		func (*Client) CreateInstances(*CreateInstancesRequest) (*CreateInstancesResponse, error) { return nil, nil }`,
}

// zenlayerPackage stands for the packages of all of Zenlayer's products and versions, which look alike.
const zenlayerPackage = "github.com/zenlayer/zenlayercloud-sdk-go/zenlayercloud/"

// libraries imports what is declared, and what is part of Go.
type libraries struct {
	files *token.FileSet
	goes  types.Importer
	done  map[string]*types.Package
}

func (l *libraries) Import(path string) (*types.Package, error) {
	name := path
	if declared[name] == "" && strings.HasPrefix(path, zenlayerPackage) {
		name = zenlayerPackage
	}
	switch text := declared[name]; {
	case l.done[name] != nil:
		return l.done[name], nil
	case text == "":
		return l.goes.Import(path)
	default:
		p, err := l.check(name, text)
		l.done[name] = p
		return p, err
	}
}

func (l *libraries) check(path, text string) (*types.Package, error) {
	file, err := parser.ParseFile(l.files, path, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return (&types.Config{Importer: l}).Check(path, l.files, []*ast.File{file}, nil)
}

// programs are the exports of all products and versions, at the vendor's endpoint, another one and a simulated one.
func programs(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		for _, version := range source(t, spec).Product.Versions {
			if version == "A" {
				spec.Access = provider.Access{}
			}
			for _, where := range []string{"", "https://gateway.example", "simulated"} {
				s := at(t, spec, version)
				s.Simulated = where == "simulated"
				if where != "simulated" {
					s.Endpoint = where
				}
				out[fmt.Sprint(spec.Product, " ", version, " ", where)] = write(t, export.Go, s)
				s.Region, s.File.Spec.Region = "", "" // asked for where the program runs
				out[fmt.Sprint(spec.Product, " ", version, " ", where, " without a region")] = write(t, export.Go, s)
			}
		}
	}
	return out
}

// TestGoCompiles holds the programs against what the vendors' libraries declare, and against gofmt.
func TestGoCompiles(t *testing.T) {
	t.Parallel()
	root, err := exec.CommandContext(t.Context(), programtest.Path(t, "go"), "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	build.Default.GOROOT = strings.TrimSpace(string(root)) // a test that was built with -trimpath knows none
	files := token.NewFileSet()
	l := &libraries{files, importer.ForCompiler(files, "source", nil), map[string]*types.Package{}}
	for name, text := range programs(t) {
		if _, err := l.check(name, text); err != nil {
			t.Errorf("%s does not compile: %v\n%s", name, err, text)
		}
		if formatted, err := format.Source([]byte(text)); err != nil || string(formatted) != text {
			t.Errorf("%s is not as gofmt has it: %v\n%s", name, err, text)
		}
	}
}

var fetch = flag.Bool("sdk", false, "fetch the vendors' libraries too, and compile what is exported with them")

// TestGoCompilesWithModules compiles the programs with the vendors' modules.
func TestGoCompilesWithModules(t *testing.T) {
	t.Parallel()
	if !*fetch {
		t.Skip("skipped: -sdk fetches the modules, which not every proxy has; TestGoCompiles needs none")
	}
	program := programtest.Path(t, "go")
	for name, text := range programs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range map[string]string{"main.go": text, "go.mod": "module buy\n\ngo 1.24\n"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			for _, args := range [][]string{{"mod", "tidy"}, {"vet", "."}} {
				cmd := exec.CommandContext(ctx, program, args...)
				cmd.Dir, cmd.WaitDelay = dir, time.Second
				cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("go %s: %v\n%s", args[0], err, out)
				}
			}
		})
	}
}

// TestGoZeros refuses what an older package would leave out, by its key.
func TestGoZeros(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version string
		want    []provider.Field
	}{
		{"2022-11-20", []provider.Field{provider.FieldTraffic, provider.FieldIPv6}},
		{"2026-02-01", nil},
	} {
		spec := bmcSpec()
		spec.Network.TrafficTB, spec.Network.IPv6 = new(0.0), new(false)
		err := export.Write(new(bytes.Buffer), export.Go, at(t, spec, c.version))
		e, _ := errors.AsType[*export.UnsupportedError](err)
		if c.want == nil && err != nil || c.want != nil && (e == nil || !reflect.DeepEqual(e.Fields, c.want) ||
			!reflect.DeepEqual(e.Why, []export.Reason{export.WhyZero})) {
			t.Errorf("Write(go) at %s = %v, %+v, want it to lack %v", c.version, err, e, c.want)
		}
	}
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}
