//go:build tools

// Package tools pins the kustomize that Argo CD comes with, which the tests build with `go build` from this module.
package tools

import _ "sigs.k8s.io/kustomize/kustomize/v5"
