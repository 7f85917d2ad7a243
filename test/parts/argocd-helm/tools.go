//go:build tools

// Package tools pins the Helm that Argo CD comes with, which the tests build with `go build` from this module.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
