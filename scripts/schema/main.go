// Prints the parts of kustomize's bundled OpenAPI that strategic merge and namespaces need, as two lines of JSON:
// the merge schema, then the scopes of kinds. Run by scripts/generate-schema.mjs.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Type is what is kept of a field's schema. A type of which nothing is left to say is not written at all.
type Type struct {
	Definition string   `json:"-"`
	Ref        *int     `json:"d,omitempty"`
	Items      *Type    `json:"e,omitempty"`
	Values     *Type    `json:"v,omitempty"`
	Strategy   string   `json:"s,omitempty"`
	Keys       []string `json:"k,omitempty"`
	// Opaque: known, with unknown content (RawExtension).
	Opaque bool `json:"o,omitempty"`
}

func main() {
	root := openapi.Schema()
	definitions := map[string]map[string]*Type{}
	for name, definition := range root.Definitions {
		definitions[name] = fieldsOf(definition)
	}
	prune(definitions)
	kinds, scopes := kindsOf(root.Definitions, definitions)
	merge := number(definitions, kinds)
	for _, part := range []any{merge, scopes} {
		text, err := json.Marshal(part)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(string(text))
	}
}

func fieldsOf(definition spec.Schema) map[string]*Type {
	fields := map[string]*Type{}
	for name, property := range definition.Properties {
		fields[name] = typeOf(property)
	}
	return fields
}

func typeOf(schema spec.Schema) *Type {
	if ref := schema.Ref.String(); ref != "" {
		return &Type{Definition: strings.TrimPrefix(ref, "#/definitions/")}
	}
	strategy, keys := (&openapi.ResourceSchema{Schema: &schema}).PatchStrategyAndKeyList()
	t := &Type{Strategy: strategy, Keys: keys}
	if schema.Items != nil && schema.Items.Schema != nil {
		t.Items = typeOf(*schema.Items.Schema)
	}
	if schema.AdditionalProperties != nil && schema.AdditionalProperties.Schema != nil {
		t.Values = typeOf(*schema.AdditionalProperties.Schema)
	}
	return t
}

// prune removes fields below which no list merges, until nothing changes.
func prune(definitions map[string]map[string]*Type) {
	useful := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, fields := range definitions {
			for _, t := range fields {
				if !useful[name] && isUseful(t, useful) {
					useful[name], changed = true, true
				}
			}
		}
	}
	for _, fields := range definitions {
		for field, t := range fields {
			if isOpaque(t) {
				fields[field] = &Type{Opaque: true}
			} else if !isUseful(t, useful) {
				delete(fields, field)
			}
		}
	}
	for name := range definitions {
		if !useful[name] {
			delete(definitions, name)
		}
	}
}

func isUseful(t *Type, useful map[string]bool) bool {
	return t != nil && (t.Strategy != "" || useful[t.Definition] || isUseful(t.Items, useful) || isUseful(t.Values, useful))
}

// isOpaque tells the types in which whole objects lie: without the mark they would be looked up by their own kind.
func isOpaque(t *Type) bool {
	return strings.HasSuffix(t.Definition, ".RawExtension")
}

func kindsOf(all spec.Definitions, kept map[string]map[string]*Type) (map[string]map[string]string, map[string]map[string]string) {
	kinds := map[string]map[string]string{}
	scopes := map[string]map[string]string{}
	for _, name := range sortedKeys(all) {
		groupVersionKinds, _ := all[name].Extensions["x-kubernetes-group-version-kind"].([]any)
		for _, each := range groupVersionKinds {
			gvk := each.(map[string]any)
			apiVersion, kind := apiVersionOf(gvk), gvk["kind"].(string)
			if _, found := kept[name]; found && len(groupVersionKinds) == 1 {
				put(kinds, apiVersion, kind, name)
			}
			if namespaced, found := openapi.IsNamespaceScoped(yaml.TypeMeta{APIVersion: apiVersion, Kind: kind}); found {
				scope := "cluster"
				if namespaced {
					scope = "namespaced"
				}
				appendWord(scopes, apiVersion, scope, kind)
			}
		}
	}
	for _, later := range laterKinds {
		if namespaced, found := openapi.IsNamespaceScoped(later); found && !namespaced {
			appendWord(scopes, later.APIVersion, "cluster", later.Kind)
		}
	}
	return kinds, scopes
}

// laterKinds are younger than the bundled OpenAPI; kyaml's own table of scopes has them all the same.
var laterKinds = []yaml.TypeMeta{
	{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingAdmissionPolicy"},
	{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingAdmissionPolicyBinding"},
}

func apiVersionOf(gvk map[string]any) string {
	if group := gvk["group"].(string); group != "" {
		return group + "/" + gvk["version"].(string)
	}
	return gvk["version"].(string)
}

func put(table map[string]map[string]string, a, b, value string) {
	if table[a] == nil {
		table[a] = map[string]string{}
	}
	table[a][b] = value
}

func appendWord(table map[string]map[string]string, a, b, word string) {
	before := ""
	if table[a] != nil {
		before = table[a][b]
	}
	put(table, a, b, strings.TrimSpace(before+" "+word))
}

// number replaces definition names by indices, which makes the file a third as long.
func number(definitions map[string]map[string]*Type, kinds map[string]map[string]string) map[string]any {
	index := map[string]int{}
	list := []map[string]*Type{}
	for i, name := range sortedKeys(definitions) {
		index[name] = i
		list = append(list, definitions[name])
	}
	for _, fields := range list {
		for _, t := range fields {
			refer(t, index)
		}
	}
	roots := map[string]map[string]int{}
	for apiVersion, byKind := range kinds {
		roots[apiVersion] = map[string]int{}
		for kind, name := range byKind {
			roots[apiVersion][kind] = index[name]
		}
	}
	return map[string]any{"definitions": list, "names": sortedKeys(definitions), "roots": roots}
}

func refer(t *Type, index map[string]int) {
	if t == nil {
		return
	}
	if i, found := index[t.Definition]; found {
		t.Ref = &i
	}
	refer(t.Items, index)
	refer(t.Values, index)
}

func sortedKeys[T any](table map[string]T) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
