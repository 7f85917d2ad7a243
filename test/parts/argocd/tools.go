//go:build tools

// Package tools pins the real Argo CD, which the tests build with `go build` from this module.
package tools

import _ "github.com/argoproj/argo-cd/v3/cmd"
