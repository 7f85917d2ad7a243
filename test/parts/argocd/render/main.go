// Does what Argo CD does with its own code: a JSON request a line on standard input, a JSON answer a line on standard output.
// With the address of a repo server as its argument, manifests come from that one.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	log "github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
)

// A request has either an Application, whose manifests are asked for, or an ApplicationSet, whose Applications are; with projects, it is asked what these refuse of the Application.
type request struct {
	Application    *v1alpha1.Application    `json:"application"`
	ApplicationSet *v1alpha1.ApplicationSet `json:"applicationSet"`
	Settings       settings                 `json:"settings"`
	Secrets        []corev1.Secret          `json:"secrets"`
	Projects       []v1alpha1.AppProject    `json:"projects"`
	Objects        []json.RawMessage        `json:"objects"`
	ConfigMap      map[string]string        `json:"configMap"`
}

// What the repo server is told by the controller, which has it from argocd-cm and the cluster.
type settings struct {
	AppLabelKey    string   `json:"appLabelKey"`
	TrackingMethod string   `json:"trackingMethod"`
	InstallationID string   `json:"installationID"`
	KubeVersion    string   `json:"kubeVersion"`
	APIVersions    []string `json:"apiVersions"`
	BuildOptions   string   `json:"buildOptions"`
	// "kind.group" of kinds that the cluster knows as cluster-scoped, besides Kubernetes' own.
	ClusterScoped []string `json:"clusterScoped"`
}

type answer struct {
	Objects []any  `json:"objects"`
	Error   string `json:"error,omitempty"`
}

func main() {
	log.SetLevel(log.PanicLevel)
	server, err := repoServerOf(os.Args[1:])
	if err != nil {
		fail(err)
	}
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<26)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		if err := output.Encode(answerTo(server, input.Bytes())); err != nil {
			fail(err)
		}
	}
}

func repoServerOf(arguments []string) (*repoServer, error) {
	if len(arguments) > 0 {
		return connectRepoServer(arguments[0])
	}
	return startRepoServer()
}

func answerTo(server *repoServer, line []byte) (result answer) {
	// Argo CD's controllers recover as well, and try again later.
	defer func() {
		if crash := recover(); crash != nil {
			result = answer{Error: fmt.Sprint("crashed: ", crash)}
		}
	}()
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: err.Error()}
	}
	var objects []any
	var err error
	if r.Projects != nil {
		objects, err = server.permissions(r)
	} else if r.ApplicationSet != nil {
		objects, err = server.applications(r)
	} else {
		objects, err = server.manifests(r)
	}
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Objects: objects}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
