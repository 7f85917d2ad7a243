// The kinds of the sample fleet: where the API server keeps them and which file of a snapshot holds them; and the CRDs they need.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const FLUX_FILES = ['kustomizations', 'gitrepositories', 'helmrepositories'];

export const KINDS = {
  Namespace: kind('v1', 'namespaces', false),
  CustomResourceDefinition: kind('apiextensions.k8s.io/v1', 'customresourcedefinitions', false),
  PriorityClass: kind('scheduling.k8s.io/v1', 'priorityclasses', false),
  ConfigMap: kind('v1', 'configmaps'),
  Secret: kind('v1', 'secrets'),
  Service: kind('v1', 'services'),
  ServiceAccount: kind('v1', 'serviceaccounts'),
  ResourceQuota: kind('v1', 'resourcequotas'),
  Deployment: kind('apps/v1', 'deployments'),
  StatefulSet: kind('apps/v1', 'statefulsets'),
  CronJob: kind('batch/v1', 'cronjobs'),
  HorizontalPodAutoscaler: kind('autoscaling/v2', 'horizontalpodautoscalers'),
  PodDisruptionBudget: kind('policy/v1', 'poddisruptionbudgets'),
  Ingress: kind('networking.k8s.io/v1', 'ingresses'),
  NetworkPolicy: kind('networking.k8s.io/v1', 'networkpolicies'),
  Kustomization: kind('kustomize.toolkit.fluxcd.io/v1', 'kustomizations'),
  GitRepository: kind('source.toolkit.fluxcd.io/v1', 'gitrepositories'),
  HelmRepository: kind('source.toolkit.fluxcd.io/v1', 'helmrepositories'),
  HelmRelease: kind('helm.toolkit.fluxcd.io/v2', 'helmreleases'),
  SealedSecret: kind('bitnami.com/v1alpha1', 'sealedsecrets'),
};

/** Whose CRDs come without their schema: the sample needs the kinds only. */
export const CRDS = [
  openCrd('helm.toolkit.fluxcd.io', 'v2', 'HelmRelease', 'helmreleases'),
  openCrd('bitnami.com', 'v1alpha1', 'SealedSecret', 'sealedsecrets'),
];

/** Flux's own CRDs, descriptions left out: they are four fifths of the text. */
export function crdsFrom(files) {
  const wanted = files.filter((file) => FLUX_FILES.some((plural) => file.endsWith(`_${plural}.yaml`)));
  return wanted.map((file) => newestOnly(withoutDescriptions(parse(readFileSync(file, 'utf8')))));
}

function newestOnly(crd) {
  crd.spec.versions = crd.spec.versions.filter((version) => version.storage);
  return crd;
}

function withoutDescriptions(value) {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([name, inner]) => name !== 'description' || typeof inner !== 'string');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutDescriptions(inner)]));
}

function kind(apiVersion, resource, namespaced = true) {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return { apiVersion, resource, namespaced, file: `${resource}${group}.yaml` };
}

function openCrd(group, version, kindName, plural) {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: kindName, plural, singular: kindName.toLowerCase(), listKind: `${kindName}List` },
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  };
}
