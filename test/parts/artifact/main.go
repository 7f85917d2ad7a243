// Answers what the copy rules of Flux's ArtifactGenerator come down to, by the libraries that source-watcher calls for them: globs, excludes, and YAML in and out.
//
// Reads a JSON request per line, writes a JSON answer per line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing/fstest"

	"github.com/bmatcuk/doublestar/v4"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

type request struct {
	// Which of a tree's files and folders a pattern names.
	Glob  *string  `json:"glob"`
	Files []string `json:"files"`
	// Which paths a pattern of `exclude` matches.
	Match *string  `json:"match"`
	Paths []string `json:"paths"`
	// Streams of YAML, each laid over those before.
	Merge []string `json:"merge"`
}

type answer struct {
	Found []string `json:"found,omitempty"`
	Text  string   `json:"text,omitempty"`
	Error string   `json:"error,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		a, err := reply(input.Bytes())
		if err != nil {
			a = answer{Error: err.Error()}
		}
		if err := output.Encode(a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func reply(line []byte) (answer, error) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{}, err
	}
	switch {
	case r.Glob != nil:
		tree := fstest.MapFS{}
		for _, name := range r.Files {
			tree[name] = &fstest.MapFile{}
		}
		found, err := fs.Glob(tree, *r.Glob)
		return answer{Found: found}, err
	case r.Match != nil:
		var found []string
		for _, path := range r.Paths {
			matches, err := doublestar.Match(*r.Match, path)
			if err != nil {
				return answer{}, err
			}
			if matches {
				found = append(found, path)
			}
		}
		return answer{Found: found}, nil
	case r.Merge != nil:
		values := map[string]any{}
		for _, stream := range r.Merge {
			over, err := load(stream)
			if err != nil {
				return answer{}, err
			}
			fill(values, over)
		}
		text, err := yaml.Marshal(values)
		return answer{Text: string(text)}, err
	}
	return answer{}, fmt.Errorf("nothing is asked")
}

// A stream's documents, each laid over those before.
func load(stream string) (map[string]any, error) {
	values := map[string]any{}
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(stream)))
	for {
		raw, err := reader.Read()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		document := map[string]any{}
		if err := yaml.Unmarshal(raw, &document); err != nil {
			return nil, err
		}
		fill(values, document)
	}
}

// Maps go into maps; everything else takes the place of what is there.
func fill(into, from map[string]any) {
	for key, value := range from {
		inner, isMap := value.(map[string]any)
		known, isKnown := into[key].(map[string]any)
		if isMap && isKnown {
			fill(known, inner)
		} else {
			into[key] = value
		}
	}
}
