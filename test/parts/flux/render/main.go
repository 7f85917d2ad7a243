// Renders Flux Kustomizations with Flux's own library: a JSON request a line on standard input, a JSON answer a line on standard output.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/envsubst"
	"github.com/fluxcd/pkg/kustomize"
	"github.com/fluxcd/pkg/sourceignore"
	ssautils "github.com/fluxcd/pkg/ssa/utils"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/resmap"
)

// A request either renders an object over a repository, or substitutes in a text.
type request struct {
	Root          string         `json:"root"`
	Path          string         `json:"path"`
	Kustomization map[string]any `json:"kustomization"`
	Always        bool           `json:"always"`
	// Whether the tree is packed first, without what source-controller leaves out; and the source's spec.ignore.
	Packed    bool              `json:"packed"`
	Ignore    string            `json:"ignore"`
	Text      *string           `json:"text"`
	Variables map[string]string `json:"variables"`
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
	if !r.Packed {
		return render(r)
	}
	packed, err := os.MkdirTemp("", "packed")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(packed)
	if err := pack(r.Root, r.Ignore, packed); err != nil {
		return "", err
	}
	r.Root = packed
	return render(r)
}

// What source-controller puts into an artifact: files and folders that no rule leaves out.
func pack(root, ignore, packed string) error {
	domain := strings.Split(root, string(filepath.Separator))
	patterns, err := sourceignore.LoadIgnorePatterns(root, domain)
	if err != nil {
		return err
	}
	patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(ignore), domain)...)
	matcher := sourceignore.NewDefaultMatcher(nil, domain)
	if len(patterns) > 0 {
		matcher = sourceignore.NewMatcher(append(sourceignore.VCSPatterns(domain), patterns...))
	}
	return filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil || matcher.Match(strings.Split(path, string(filepath.Separator)), info.IsDir()) {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		target := filepath.Join(packed, relative)
		if info.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o644)
	})
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
	return written(objects, r.Kustomization)
}

// The objects in their order, with spec.commonMetadata as the controller sets it.
func written(objects resmap.ResMap, kustomization map[string]any) (string, error) {
	text, err := objects.AsYaml()
	if err != nil {
		return "", err
	}
	labels, _, _ := unstructured.NestedStringMap(kustomization, "spec", "commonMetadata", "labels")
	annotations, _, _ := unstructured.NestedStringMap(kustomization, "spec", "commonMetadata", "annotations")
	if len(labels)+len(annotations) == 0 {
		return string(text), nil
	}
	read, err := ssautils.ReadObjects(bytes.NewReader(text))
	if err != nil {
		return "", err
	}
	ssautils.SetCommonMetadata(read, labels, annotations)
	return ssautils.ObjectsToYAML(read)
}
