// Flags that people know from `helm template`, and that `plumbline helm` has no need of, or another way for.
import type { OtherFlags } from './own-arguments';

/** They change what Helm does to a cluster, and nothing of what `helm template` prints; missing dependencies are fetched in any case. */
const SWITCHES = (
  'atomic create-namespace debug dependency-update disable-openapi-validation force force-conflicts force-replace ' +
  'hide-notes render-subchart-notes replace rollback-on-failure server-side take-ownership wait wait-for-jobs'
).split(' ');
const WITH_VALUE = 'burst-limit color colour description history-max labels qps timeout'.split(' ');

const CREDENTIALS =
  'credentials are those of your own Helm and Docker configuration: “helm repo add” or “helm registry login” puts them there';
const CLUSTER = 'name a context of your kubeconfig with --context, and another kubeconfig with the variable KUBECONFIG';
const SIGNATURES = 'signatures of charts are not checked here: run “helm verify”';
const PROGRAMS = 'no other program is run over what is rendered: hand it on with a pipe, as in “plumbline helm CHART | PROGRAM”';

const INSTEAD: Readonly<Record<string, string>> = {
  'ca-file': CREDENTIALS,
  'cert-file': CREDENTIALS,
  'insecure-skip-tls-verify': CREDENTIALS,
  'key-file': CREDENTIALS,
  'pass-credentials': CREDENTIALS,
  password: CREDENTIALS,
  'plain-http': CREDENTIALS,
  username: CREDENTIALS,
  'enable-dns': 'no name server is asked: getHostByName gives an empty text, as without the flag',
  keyring: SIGNATURES,
  verify: SIGNATURES,
  'kube-context': CLUSTER,
  kubeconfig: CLUSTER,
  'kube-apiserver': CLUSTER,
  'kube-token': CLUSTER,
  'post-renderer': PROGRAMS,
  'post-renderer-args': PROGRAMS,
  'registry-config': 'the variable HELM_REGISTRY_CONFIG names the file',
  'repository-config': 'the variable HELM_REPOSITORY_CONFIG names the file',
  'repository-cache': 'charts are kept in the cache of Plumbline',
  validate: '--dry-run=server asks the cluster, and “plumbline check” compares objects with their schemas',
};

export const FLAGS_OF_HELM: OtherFlags = { switches: SWITCHES, withValue: WITH_VALUE, shorts: { l: 'labels' }, instead: INSTEAD };
