// Renders Flux Kustomizations with Flux's own library: a JSON request a line on standard input, a JSON answer a line on standard output.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/envsubst"
	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// A request either renders an object over a repository, or substitutes in a text.
type request struct {
	Root          string            `json:"root"`
	Path          string            `json:"path"`
	Kustomization map[string]any    `json:"kustomization"`
	Always        bool              `json:"always"`
	Text          *string           `json:"text"`
	Variables     map[string]string `json:"variables"`
}

type answer struct {
	YAML  string `json:"yaml,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var r request
		var a answer
		if err := json.Unmarshal(input.Bytes(), &r); err != nil {
			a.Error = err.Error()
		} else if text, err := run(r); err != nil {
			a.Error = err.Error()
		} else {
			a.YAML = text
		}
		if err := output.Encode(a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func run(r request) (string, error) {
	if r.Text != nil {
		return envsubst.Eval(*r.Text, func(name string) (string, bool) { return r.Variables[name], true })
	}
	return render(r)
}

// The steps of the controller's own build, without decryption; the folder is left as it was.
func render(r request) (string, error) {
	object := unstructured.Unstructured{Object: r.Kustomization}
	folder := filepath.Join(r.Root, r.Path)
	action, err := kustomize.NewGenerator(r.Root, object).WriteFile(folder, kustomize.WithSaveOriginalKustomization())
	if err != nil {
		return "", err
	}
	defer func() { _ = kustomize.CleanDirectory(folder, action) }()
	objects, err := kustomize.SecureBuild(r.Root, folder, false)
	if err != nil {
		return "", err
	}
	for _, resource := range objects.Resources() {
		if _, ok, _ := unstructured.NestedMap(r.Kustomization, "spec", "postBuild"); !ok {
			continue
		}
		result, err := kustomize.SubstituteVariables(context.Background(), nil, object, resource,
			kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithAlways(r.Always))
		if err != nil {
			return "", err
		}
		if result != nil {
			if _, err := objects.Replace(resource); err != nil {
				return "", err
			}
		}
	}
	text, err := objects.AsYaml()
	return string(text), err
}
