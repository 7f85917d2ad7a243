//go:build tools

// Package tools pins the real kustomize-controller, which the tests build with `go build` from this module.
package tools

import _ "github.com/fluxcd/kustomize-controller"
