// Command batch does what `helm template` does, for one request after the other: a JSON object a line on standard input, a JSON answer a line on standard output.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v3/pkg/getter"
	"helm.sh/helm/v3/pkg/release"
)

type request struct {
	Chart       string   `json:"chart"`
	Values      []string `json:"values"`
	Set         []string `json:"set"`
	SetString   []string `json:"setString"`
	SetJSON     []string `json:"setJson"`
	SetLiteral  []string `json:"setLiteral"`
	IncludeCRDs bool     `json:"includeCrds"`
	IsUpgrade   bool     `json:"isUpgrade"`
	SkipTests   bool     `json:"skipTests"`
}

type answer struct {
	Text    string `json:"text"`
	Error   string `json:"error,omitempty"`
	Crashed bool   `json:"crashed,omitempty"`
}

func main() {
	debug.SetMaxStack(64 << 20)
	log.SetOutput(io.Discard)
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 16<<20)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for input.Scan() {
		var asked request
		must(json.Unmarshal(input.Bytes(), &asked))
		must(output.Encode(run(asked)))
	}
	must(input.Err())
}

func run(asked request) (a answer) {
	defer func() {
		if reason := recover(); reason != nil {
			a = answer{Error: fmt.Sprint(reason), Crashed: true}
		}
	}()
	text, err := template(asked)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Text: text}
}

func template(asked request) (string, error) {
	options := values.Options{
		ValueFiles:    asked.Values,
		Values:        asked.Set,
		StringValues:  asked.SetString,
		JSONValues:    asked.SetJSON,
		LiteralValues: asked.SetLiteral,
	}
	given, err := options.MergeValues(getter.Providers{})
	if err != nil {
		return "", err
	}
	chart, err := loader.Load(asked.Chart)
	if err != nil {
		return "", err
	}
	if kind := chart.Metadata.Type; kind != "" && kind != "application" {
		return "", errors.New(kind + " charts are not installable")
	}
	if declared := chart.Metadata.Dependencies; declared != nil {
		if err := action.CheckDependencies(chart, declared); err != nil {
			return "", err
		}
	}
	install := action.NewInstall(&action.Configuration{Log: func(string, ...any) {}, Capabilities: chartutil.DefaultCapabilities})
	install.DryRun, install.DryRunOption, install.ClientOnly, install.Replace = true, "true", true, true
	install.ReleaseName, install.Namespace = "rel", "default"
	install.IncludeCRDs, install.IsUpgrade = asked.IncludeCRDs, asked.IsUpgrade
	installed, err := install.Run(chart, given)
	if err != nil {
		return "", err
	}
	return printed(installed, asked.SkipTests), nil
}

func printed(installed *release.Release, skipTests bool) string {
	var text bytes.Buffer
	fmt.Fprintln(&text, strings.TrimSpace(installed.Manifest))
	for _, hook := range installed.Hooks {
		if skipTests && slices.Contains(hook.Events, release.HookTest) {
			continue
		}
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return text.String()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
