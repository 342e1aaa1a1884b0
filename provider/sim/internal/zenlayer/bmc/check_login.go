package bmc

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// checkLogin drops the keys where they are ignored (no image, Windows, ESXi) before it looks for a conflict.
func (o *order) checkLogin(ctx context.Context) error {
	keysWork := o.Image != nil && o.Image.OS == "linux" && o.Image.Catalog != esxi
	if !keysWork {
		o.SSHKeys = nil
	}
	if o.Image == nil {
		o.KeyID = ""
	}
	ways := 0
	for _, given := range []bool{o.Password != "", len(o.SSHKeys) > 0, o.KeyID != ""} {
		if given {
			ways++
		}
	}
	if ways > 1 {
		return zenlayer.Refuse("INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT",
			"Only one of password, sshKeys and keyId can be specified")
	}
	if o.Password != "" && !zenlayer.ValidPassword(o.Password, specials) { // the message must not repeat it
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED",
			"The specified password does not meet the complexity rules")
	}
	if o.KeyID != "" && !keysWork {
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The keyId is not supported by the image `%s`", o.ImageID)
	}
	if err := checkSSHKeys(o.SSHKeys); err != nil {
		return err
	}
	return zenlayer.KnownKeyPair(ctx, o.Session, o.KeyID)
}

const esxi = "esxi"

// specials are the special characters of a password (Zenlayer API reference, BMC CreateInstances, password, read
// 2026-11).
const specials = "~!@$^*-_=+"

func checkSSHKeys(keys []string) error {
	var seen []string
	for _, key := range keys {
		blob, err := sshKey(key)
		if err != nil {
			return zenlayer.Refuse("INVALID_PARAMETER_SSH_KEY_MALFORMED", "The specified sshKeys contain a malformed key")
		}
		if slices.Contains(seen, blob) {
			return zenlayer.Refuse("INVALID_PARAMETER_SSH_KEY_DUPLICATE", "The specified sshKeys contain a key twice")
		}
		seen = append(seen, blob)
	}
	return nil
}

// sshKey returns what makes an OpenSSH public key line unique: its type and its base64 text.
func sshKey(line string) (string, error) {
	fields := strings.Fields(line)
	if len(fields) < 2 || strings.ContainsAny(strings.TrimSpace(line), "\r\n") {
		return "", errors.New("no type and key")
	}
	kind, text := fields[0], fields[1]
	if kind != "ssh-rsa" && kind != "ssh-ed25519" && !strings.HasPrefix(kind, "ecdsa-sha2-") {
		return "", errors.New("unknown type")
	}
	if _, err := base64.StdEncoding.DecodeString(text); err != nil {
		return "", err
	}
	return kind + " " + text, nil
}
