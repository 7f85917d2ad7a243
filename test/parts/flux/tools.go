//go:build tools

// Package tools pins the real kustomize-controller and the SOPS that it decrypts with, which the tests build with `go build` from this module.
package tools

import (
	_ "github.com/fluxcd/kustomize-controller"
	_ "github.com/getsops/sops/v3/cmd/sops"
)
