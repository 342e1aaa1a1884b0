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
func (s service) checkLogin(ctx context.Context, o *order) error {
	keysWork := o.image != nil && o.image.OS == "linux" && o.image.Catalog != esxi
	if !keysWork {
		o.SSHKeys = nil
	}
	if o.image == nil {
		o.KeyID = ""
	}
	ways := 0
	for _, given := range []bool{o.Password != "", len(o.SSHKeys) > 0, o.KeyID != ""} {
		if given {
			ways++
		}
	}
	if ways > 1 {
		return zenlayer.Refuse("INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT", "Only one of password, sshKeys and keyId can be specified")
	}
	if o.Password != "" && !goodPassword(o.Password) { // the message must not repeat it
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED", "The specified password does not meet the complexity rules")
	}
	if o.KeyID != "" && !keysWork {
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The keyId is not supported by the image `%s`", o.ImageID)
	}
	if err := checkSSHKeys(o.SSHKeys); err != nil {
		return err
	}
	return s.checkKeyPair(ctx, o)
}

const esxi = "esxi"

func (s service) checkKeyPair(ctx context.Context, o *order) error {
	if o.KeyID == "" {
		return nil
	}
	pairs, err := zenlayer.KeyPairs(ctx, o.session)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if p.ID == o.KeyID {
			return nil
		}
	}
	return zenlayer.Refuse("OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified keyId `%s` is not found", o.KeyID)
}

// goodPassword is the rule for BMC: 8 to 16 characters of four classes, all of which occur (Zenlayer API reference, BMC CreateInstances,
// password, read 2026-11).
func goodPassword(password string) bool {
	if len(password) < 8 || len(password) > 16 {
		return false
	}
	const lower, upper, digits, special = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "~!@$^*-_=+"
	for _, class := range []string{lower, upper, digits, special} {
		if !strings.ContainsAny(password, class) {
			return false
		}
	}
	return strings.Trim(password, lower+upper+digits+special) == ""
}

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
