// Command batch is the real kustomize command, kept running: a JSON list of arguments a line on standard input, a JSON answer a line on standard output.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"sigs.k8s.io/kustomize/kustomize/v5/commands/build"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type answer struct {
	YAML    string `json:"yaml"`
	Error   string `json:"error,omitempty"`
	Crashed bool   `json:"crashed,omitempty"`
}

func main() {
	// Endless recursion should end soon. It ends the process, and a new one is started.
	debug.SetMaxStack(64 << 20)
	input := bufio.NewScanner(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for input.Scan() {
		var args []string
		must(json.Unmarshal(input.Bytes(), &args))
		must(output.Encode(run(args)))
	}
	must(input.Err())
}

// Each build begins as in a process of its own: without the schema that another one read.
func run(args []string) (a answer) {
	defer func() {
		if reason := recover(); reason != nil {
			a = answer{Error: fmt.Sprint(reason), Crashed: true}
		}
	}()
	openapi.ResetOpenAPI()
	var text bytes.Buffer
	command := build.NewCmdBuild(filesys.MakeFsOnDisk(), build.MakeHelp("kustomize", "build"), &text)
	command.SetArgs(args)
	command.SetOut(io.Discard)
	command.SetErr(io.Discard)
	if err := command.Execute(); err != nil {
		return answer{Error: err.Error()}
	}
	return answer{YAML: text.String()}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
