// What the application controller asks of the repo server for one Application, and what it does to the answer before it compares.
package main

import (
	"context"
	"os"
	"slices"
	"time"

	"github.com/argoproj/argo-cd/v3/controller"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/cache"
	"github.com/argoproj/argo-cd/v3/reposerver/metrics"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/argo"
	cacheutil "github.com/argoproj/argo-cd/v3/util/cache"
	"github.com/argoproj/argo-cd/v3/util/git"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

type repoServer struct {
	generate func(context.Context, *apiclient.ManifestRequest) (*apiclient.ManifestResponse, error)
	// Not there where the repo server is a program of its own.
	service *repository.Service
}

func connectRepoServer(address string) (*repoServer, error) {
	clients := apiclient.NewRepoServerClientset(address, 60, apiclient.TLSConfiguration{DisableTLS: true})
	_, client, err := clients.NewRepoServerClient()
	if err != nil {
		return nil, err
	}
	generate := func(ctx context.Context, request *apiclient.ManifestRequest) (*apiclient.ManifestResponse, error) {
		return client.GenerateManifest(ctx, request)
	}
	return &repoServer{generate: generate}, nil
}

func startRepoServer() (*repoServer, error) {
	root, err := os.MkdirTemp("", "argocd-repos-")
	if err != nil {
		return nil, err
	}
	memory := cacheutil.NewCache(cacheutil.NewInMemoryCache(time.Hour))
	constants := repository.RepoServerInitConstants{ParallelismLimit: 1}
	service := repository.NewService(metrics.NewMetricsServer(), cache.NewCache(memory, time.Minute, time.Minute, time.Second), constants, &git.NoopCredsStore{}, root)
	return &repoServer{generate: service.GenerateManifest, service: service}, service.Init()
}

func (s *repoServer) manifests(r request) ([]any, error) {
	app := r.Application
	sources := app.Spec.GetSources()
	refs, err := argo.GetRefSources(context.Background(), sources, app.Spec.Project, repositoryAt, nil)
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	for i := range sources {
		answer, err := s.generate(context.Background(), manifestRequest(r, &sources[i], refs))
		if err != nil {
			return nil, err
		}
		for _, manifest := range answer.Manifests {
			object, err := v1alpha1.UnmarshalToUnstructured(manifest)
			if err != nil {
				return nil, err
			}
			objects = append(objects, object)
		}
	}
	return normalised(r, objects)
}

func manifestRequest(r request, source *v1alpha1.ApplicationSource, refs v1alpha1.RefTargetRevisionMapping) *apiclient.ManifestRequest {
	app := r.Application
	return &apiclient.ManifestRequest{
		Repo:               &v1alpha1.Repository{Repo: source.RepoURL},
		Revision:           source.TargetRevision,
		NoCache:            true,
		NoRevisionCache:    true,
		AppLabelKey:        r.Settings.AppLabelKey,
		AppName:            app.InstanceName("argocd"),
		Namespace:          app.Spec.Destination.Namespace,
		ApplicationSource:  source,
		KustomizeOptions:   &v1alpha1.KustomizeOptions{BuildOptions: r.Settings.BuildOptions},
		KubeVersion:        r.Settings.KubeVersion,
		ApiVersions:        r.Settings.APIVersions,
		TrackingMethod:     r.Settings.TrackingMethod,
		InstallationID:     r.Settings.InstallationID,
		HasMultipleSources: app.Spec.HasMultipleSources(),
		RefSources:         refs,
		ProjectName:        app.Spec.GetProject(),
		ProjectSourceRepos: []string{"*"},
	}
}

func repositoryAt(_ context.Context, url, _ string) (*v1alpha1.Repository, error) {
	return &v1alpha1.Repository{Repo: url}, nil
}

// As CompareAppState does: tracking without a namespace on cluster-scoped objects, then namespaces and duplicates.
func normalised(r request, objects []*unstructured.Unstructured) ([]any, error) {
	scopes := scopes{r.Settings.ClusterScoped}
	for _, object := range objects {
		namespaced, err := scopes.IsNamespaced(object.GroupVersionKind().GroupKind())
		if err != nil || namespaced || object.GetNamespace() == "" {
			continue
		}
		object.SetNamespace("")
		err = argo.NewResourceTracking().SetAppInstance(object, r.Settings.AppLabelKey, r.Application.InstanceName("argocd"),
			r.Application.Spec.Destination.Namespace, v1alpha1.TrackingMethod(r.Settings.TrackingMethod), r.Settings.InstallationID)
		if err != nil {
			return nil, err
		}
	}
	distinct, _, err := controller.DeduplicateTargetObjects(r.Application.Spec.Destination.Namespace, objects, scopes)
	if err != nil {
		return nil, err
	}
	result := make([]any, 0, len(distinct))
	for _, object := range distinct {
		result = append(result, object.Object)
	}
	return result, nil
}

// scopes stands for the cluster's discovery: Kubernetes' own kinds, and what the request names.
type scopes struct{ clusterScoped []string }

func (s scopes) IsNamespaced(kind schema.GroupKind) (bool, error) {
	if slices.Contains(s.clusterScoped, kind.String()) {
		return false, nil
	}
	for _, version := range []string{"v1", "v1beta1", "v1alpha1", "v2"} {
		meta := yaml.TypeMeta{APIVersion: schema.GroupVersion{Group: kind.Group, Version: version}.String(), Kind: kind.Kind}
		if namespaced, known := openapi.IsNamespaceScoped(meta); known {
			return namespaced, nil
		}
	}
	return true, nil
}
