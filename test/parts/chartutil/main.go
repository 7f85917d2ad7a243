// Merges the values of HelmReleases with Flux's own library: the oracle for valuesFrom.
//
// Reads a JSON request per line, writes a JSON answer per line.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

type request struct {
	// The release's own values, as its manifest has them.
	Values  string                 `json:"values"`
	From    []meta.ValuesReference `json:"from"`
	Objects []object               `json:"objects"`
}

type object struct {
	Kind string            `json:"kind"`
	Name string            `json:"name"`
	Data map[string]string `json:"data"`
}

type answer struct {
	Values map[string]any `json:"values"`
	Error  string         `json:"error,omitempty"`
}

// Answers the only call that the library makes.
type objects struct {
	client.Client
	all []object
}

func (o objects) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	for _, each := range o.all {
		switch typed := into.(type) {
		case *corev1.ConfigMap:
			if each.Kind == "ConfigMap" && each.Name == key.Name {
				typed.Data = each.Data
				return nil
			}
		case *corev1.Secret:
			if each.Kind == "Secret" && each.Name == key.Name {
				typed.Data = map[string][]byte{}
				for name, text := range each.Data {
					typed.Data[name] = []byte(text)
				}
				return nil
			}
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var a answer
		if values, err := merge(input.Bytes()); err != nil {
			a.Error = err.Error()
		} else {
			a.Values = values
		}
		if err := output.Encode(a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func merge(line []byte) (map[string]any, error) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	own := map[string]any{}
	if err := yaml.Unmarshal([]byte(r.Values), &own); err != nil {
		return nil, err
	}
	return chartutil.ChartValuesFromReferences(context.Background(), logr.Discard(), objects{all: r.Objects}, "default", own, r.From...)
}
