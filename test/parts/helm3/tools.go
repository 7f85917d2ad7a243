//go:build tools

// Package tools pins the real Helm 3, which the tests build with `go build` from this module.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
