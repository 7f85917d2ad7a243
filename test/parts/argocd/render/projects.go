// What a project permits: the conditions that the application controller puts on an Application, and the objects that a sync refuses.
package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	appclient "github.com/argoproj/argo-cd/v3/pkg/client/listers/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
	"github.com/argoproj/argo-cd/v3/util/db"
	argosettings "github.com/argoproj/argo-cd/v3/util/settings"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	kubernetes "k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
)

const control = "argocd"

// Each answer is a text: "window …" of each that counts, by its description, "condition: …" of the Application, or "object 3: …" of what a sync would refuse.
func (s *repoServer) permissions(r request) ([]any, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	known := []runtime.Object{
		&corev1.ConfigMap{ObjectMeta: argocdObject("argocd-cm"), Data: r.ConfigMap},
		&corev1.Secret{ObjectMeta: argocdObject("argocd-secret"), Data: map[string][]byte{"server.secretkey": []byte("x")}},
	}
	for i := range r.Secrets {
		known = append(known, &r.Secrets[i])
	}
	clients := kubernetes.NewClientset(known...)
	manager := argosettings.NewSettingsManager(ctx, clients, control)
	database := db.NewDB(control, manager, clients)
	projects := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for i := range r.Projects {
		if err := projects.Add(&r.Projects[i]); err != nil {
			return nil, err
		}
	}
	app := r.Application
	project, err := argo.GetAppProject(ctx, app, appclient.NewAppProjectLister(projects), control, manager, database)
	if err != nil {
		return []any{"condition: " + err.Error()}, nil
	}
	conditions, err := argo.ValidatePermissions(ctx, &app.Spec, project, database)
	if err != nil {
		return nil, err
	}
	result := []any{}
	if windows := project.Spec.SyncWindows.Matches(app); windows != nil {
		for _, window := range *windows {
			result = append(result, "window "+window.Description)
		}
	}
	for _, condition := range conditions {
		result = append(result, "condition: "+condition.Message)
	}
	if len(conditions) > 0 {
		return result, nil
	}
	cluster, err := argo.GetDestinationCluster(ctx, app.Spec.Destination, database)
	if err != nil {
		return nil, err
	}
	for i, raw := range r.Objects {
		object := &unstructured.Unstructured{}
		if err := json.Unmarshal(raw, object); err != nil {
			return nil, err
		}
		if reason := refusal(ctx, r, project, cluster, object, database); reason != "" {
			result = append(result, fmt.Sprintf("object %d: %s", i, reason))
		}
	}
	return result, nil
}

// As the permission validator of a sync does, which is a closure that cannot be called from here.
func refusal(ctx context.Context, r request, project *v1alpha1.AppProject, cluster *v1alpha1.Cluster, object *unstructured.Unstructured, database db.ArgoDB) string {
	namespaced, err := scopes{r.Settings.ClusterScoped}.IsNamespaced(object.GroupVersionKind().GroupKind())
	if err != nil {
		return err.Error()
	}
	if !project.IsGroupKindPermitted(object.GroupVersionKind().GroupKind(), namespaced) {
		return "kind"
	}
	if !namespaced {
		return ""
	}
	namespace := object.GetNamespace()
	if namespace == "" {
		namespace = r.Application.Spec.Destination.Namespace
	}
	permitted, err := project.IsDestinationPermitted(cluster, namespace, func(name string) ([]*v1alpha1.Cluster, error) {
		return database.GetProjectClusters(ctx, name)
	})
	if err != nil {
		return err.Error()
	}
	if !permitted {
		return "namespace"
	}
	return ""
}

func argocdObject(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: control, Labels: map[string]string{"app.kubernetes.io/part-of": "argocd"}}
}
