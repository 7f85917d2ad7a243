// Command loop builds one kustomization after the other with kustomize's own library in one process: what the bench measures against.
// A folder a line on standard input, a JSON answer a line on standard output.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

type answer struct {
	Dir   string `json:"dir"`
	YAML  string `json:"yaml,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	buffered := bufio.NewWriterSize(os.Stdout, 1<<16)
	output := json.NewEncoder(buffered)
	output.SetEscapeHTML(false)
	files := filesys.MakeFsOnDisk()
	for input.Scan() {
		a := answer{Dir: input.Text()}
		if text, err := build(files, a.Dir); err != nil {
			a.Error = err.Error()
		} else {
			a.YAML = text
		}
		must(output.Encode(a))
	}
	must(input.Err())
	must(buffered.Flush())
}

// The command's own defaults: files stay within the root, kinds come in the legacy order unless sortOptions say otherwise.
func build(files filesys.FileSystem, folder string) (string, error) {
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified
	objects, err := krusty.MakeKustomizer(options).Run(files, folder)
	if err != nil {
		return "", err
	}
	text, err := objects.AsYaml()
	return string(text), err
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
