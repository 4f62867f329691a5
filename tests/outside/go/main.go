// Checks what Mingcha signed with the implementation that C2SP's texts describe: golang.org/x/mod/sumdb. Reads one case of JSON on stdin.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type growth struct {
	Old  string   `json:"old"`
	New  string   `json:"new"`
	Path []string `json:"path"`
}

type inclusion struct {
	Entry string `json:"entry"`
	Proof string `json:"proof"`
}

type asked struct {
	Vkey       string      `json:"vkey"`
	Inclusions []inclusion `json:"inclusions"`
	Growths    []growth    `json:"growths"`
	Witness    string      `json:"witness"`
	Cosigned   []string    `json:"cosigned"`
}

// cosigner checks timestamped signatures (C2SP tlog-cosignature v1), which note.NewVerifier does not know.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(said), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a key")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize || raw[0] != 4 {
		return nil, fmt.Errorf("not a cosigner's key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	id := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", id) != parts[1] {
		return nil, fmt.Errorf("not the key its id names")
	}
	return cosigner{parts[0], id, raw[1:]}, nil
}

// cosigned says whether both the log and the witness signed it.
func cosigned(signed string, both note.Verifiers) error {
	opened, err := note.Open([]byte(signed), both)
	if err == nil && len(opened.Sigs) != 2 {
		err = fmt.Errorf("%d known signatures", len(opened.Sigs))
	}
	return err
}

func hash(text string) (found tlog.Hash, err error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != tlog.HashSize {
		return found, fmt.Errorf("not a hash: %q", text)
	}
	copy(found[:], raw)
	return found, nil
}

func tree(signed string, verifiers note.Verifiers) (size int64, root tlog.Hash, err error) {
	opened, err := note.Open([]byte(signed), verifiers)
	if err != nil {
		return 0, root, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 {
		return 0, root, fmt.Errorf("%d lines", len(lines))
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return 0, root, err
	}
	root, err = hash(lines[2])
	return size, root, err
}

func included(one inclusion, verifiers note.Verifiers) error {
	head, signed, found := strings.Cut(one.Proof, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	proof := tlog.RecordProof{}
	for _, line := range lines[2:] {
		each, err := hash(line)
		if err != nil {
			return err
		}
		proof = append(proof, each)
	}
	size, root, err := tree(signed, verifiers)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, size, root, index, tlog.RecordHash([]byte(one.Entry)))
}

func grown(one growth, verifiers note.Verifiers) error {
	oldSize, oldRoot, err := tree(one.Old, verifiers)
	if err != nil {
		return err
	}
	newSize, newRoot, err := tree(one.New, verifiers)
	if err != nil {
		return err
	}
	proof := tlog.TreeProof{}
	for _, line := range one.Path {
		each, err := hash(line)
		if err != nil {
			return err
		}
		proof = append(proof, each)
	}
	return tlog.CheckTree(proof, newSize, newRoot, oldSize, oldRoot)
}

func main() {
	var given asked
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	verifier, err := note.NewVerifier(given.Vkey)
	if err != nil {
		panic(err)
	}
	verifiers := note.VerifierList(verifier)
	told := []string{}
	say := func(err error) {
		if err == nil {
			told = append(told, "ok")
		} else {
			told = append(told, err.Error())
		}
	}
	for _, one := range given.Inclusions {
		say(included(one, verifiers))
	}
	for _, one := range given.Growths {
		say(grown(one, verifiers))
	}
	if given.Witness != "" {
		witness, err := newCosigner(given.Witness)
		if err != nil {
			panic(err)
		}
		both := note.VerifierList(verifier, witness)
		for _, one := range given.Cosigned {
			say(cosigned(one, both))
		}
	}
	json.NewEncoder(os.Stdout).Encode(told)
}
