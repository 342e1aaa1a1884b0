package console

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type keyPairsRequest struct {
	KeyIDs  []string `json:"keyIds"`
	KeyName string   `json:"keyName"`
	zenlayer.Page
}

func (r *keyPairsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("keyIds", r.KeyIDs), r.CheckPage())
}

type keyPair struct {
	KeyID          string `json:"keyId"`
	KeyName        string `json:"keyName"`
	PublicKey      string `json:"publicKey"`
	KeyDescription string `json:"keyDescription"`
	CreateTime     string `json:"createTime"`
}

func (s console) describeKeyPairs(ctx context.Context, c *wire.Call, r *keyPairsRequest) (any, error) {
	pairs, err := store.Where(ctx, s.Store.Read(), store.KeyPairs, func(p *store.KeyPair) bool {
		return zenlayer.In(r.KeyIDs, p.ID) && strings.Contains(p.Name, r.KeyName)
	})
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, pairs, func(e *store.Entry[store.KeyPair]) (keyPair, error) {
		p := e.Value
		return keyPair{p.ID, p.Name, p.PublicKey, p.Description, p.Created.Format(zenlayer.TimeFormat)}, nil
	})
}

type importRequest struct {
	KeyName        string `json:"keyName"`
	PublicKey      string `json:"publicKey"`
	KeyDescription string `json:"keyDescription"`
}

// Check applies the rules of ImportKeyPair (Zenlayer API reference, CCS, read 2026-11).
func (r *importRequest) Check() error {
	err := zenlayer.First(zenlayer.Required("keyName", r.KeyName), zenlayer.Required("publicKey", r.PublicKey),
		zenlayer.AtMost("keyName", len(r.KeyName), 32), zenlayer.AtMost("keyDescription", len([]rune(r.KeyDescription)), 255))
	if err != nil {
		return err
	}
	if strings.Trim(r.KeyName, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified keyName `%s` is malformed", r.KeyName)
	}
	lines := strings.Split(strings.TrimSpace(r.PublicKey), "\n")
	if err := zenlayer.AtMost("publicKey", len(lines), 5); err != nil {
		return err
	}
	for _, line := range lines {
		if !publicKey(line) { // what was pasted may be a private key and is not repeated
			return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified publicKey is malformed")
		}
	}
	return nil
}

func publicKey(line string) bool {
	fields := strings.Fields(line)
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "ssh-") && !strings.HasPrefix(fields[0], "ecdsa-sha2-") {
		return false
	}
	_, err := base64.StdEncoding.DecodeString(fields[1])
	return err == nil
}

func (s console) importKeyPair(ctx context.Context, c *wire.Call, r *importRequest) (any, error) {
	var id string
	err := s.Store.Write(ctx, func(session *store.Session) error {
		same, err := store.Where(ctx, session, store.KeyPairs, func(p *store.KeyPair) bool { return p.Name == r.KeyName })
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The specified keyName `%s` exists already", r.KeyName)
		}
		serial, err := session.Serials(ctx, 1)
		if err != nil {
			return err
		}
		id = "key-" + eight(serial)
		pair := &store.KeyPair{
			Name: r.KeyName, PublicKey: r.PublicKey, Description: r.KeyDescription,
			Created: c.Now.UTC().Truncate(time.Second),
		}
		return store.Save(ctx, session, store.NewEntry(store.KeyPairs, serial, id, pair,
			store.Timeline{{Status: "AVAILABLE", At: session.At.UnixMilli()}}))
	})
	return struct {
		KeyID string `json:"keyId"`
	}{id}, err
}

// eight is a serial number as eight letters and digits, as the vendor's key ids are.
func eight(serial int64) string {
	text := strings.ToUpper(strconv.FormatInt(serial, 36))
	return "S" + strings.Repeat("0", max(7-len(text), 0)) + text
}
