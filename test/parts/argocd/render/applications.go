// What the ApplicationSet controller generates, with the repo server and a cluster of Secrets behind its generators.
package main

import (
	"context"
	"encoding/json"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	log "github.com/sirupsen/logrus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kubernetes "k8s.io/client-go/kubernetes/fake"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
)

func (s *repoServer) applications(r request) ([]any, error) {
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return nil, err
	}
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, err
	}
	// The git generator asks for the project, to see whether commits are to be signed.
	objects := []client.Object{project("default"), project("other")}
	var plain []runtime.Object
	for i := range r.Secrets {
		objects = append(objects, &r.Secrets[i])
		plain = append(plain, &r.Secrets[i])
	}
	cluster := fake.NewClientBuilder().WithScheme(scheme).WithObjects(objects...).Build()
	known := generators.GetGenerators(context.Background(), cluster, kubernetes.NewClientset(plain...), "argocd", files{s}, nil, generators.SCMConfig{})
	generated, _, err := template.GenerateApplications(log.WithField("applicationset", r.ApplicationSet.Name), *r.ApplicationSet, known, &utils.Render{}, cluster)
	if err != nil {
		return nil, err
	}
	result := make([]any, 0, len(generated))
	for _, application := range generated {
		plain, err := withoutStatus(application)
		if err != nil {
			return nil, err
		}
		result = append(result, plain)
	}
	return result, nil
}

func project(name string) *v1alpha1.AppProject {
	return &v1alpha1.AppProject{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "argocd"}}
}

func withoutStatus(application v1alpha1.Application) (map[string]any, error) {
	text, err := json.Marshal(application)
	if err != nil {
		return nil, err
	}
	var plain map[string]any
	err = json.Unmarshal(text, &plain)
	delete(plain, "status")
	return plain, err
}

// files is the git generator's view of the repo server.
type files struct{ server *repoServer }

func (f files) GetFiles(ctx context.Context, repoURL, revision, _, pattern string, _, _ bool) (map[string][]byte, error) {
	answer, err := f.server.service.GetGitFiles(ctx, &apiclient.GitFilesRequest{
		Repo: &v1alpha1.Repository{Repo: repoURL}, Revision: revision, Path: pattern, NoRevisionCache: true,
	})
	return answer.GetMap(), err
}

func (f files) GetDirectories(ctx context.Context, repoURL, revision, _ string, _, _ bool) ([]string, error) {
	answer, err := f.server.service.GetGitDirectories(ctx, &apiclient.GitDirectoriesRequest{
		Repo: &v1alpha1.Repository{Repo: repoURL}, Revision: revision, NoRevisionCache: true,
	})
	return answer.GetPaths(), err
}
