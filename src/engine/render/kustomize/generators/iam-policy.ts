// IAMPolicyGenerator: the service account that a workload on GKE acts as.
import { FailureError, type MapNode } from '../../../model';
import { child, text } from '../../../yaml/access';
import { resolvePlain } from '../../../yaml/tags';
import { stringField } from '../kustomization';
import { positionOf, type Scope } from '../scope';
import { mapOf, scalar } from '../values';
import { from } from './object';

const ACCOUNT = 'iam.gke.io/gcp-service-account';

/**
 * Source: kustomize `api/filters/iampolicygenerator/iampolicygenerator.go`, which writes the object as text and reads that: a name that looks like
 * a number is one.
 * @throws FailureError `generatorInvalid` for a cloud other than gke.
 */
export function generateIamPolicy(_scope: Scope, entry: MapNode): MapNode {
  const cloud = child(entry, 'cloud');
  if (text(cloud) !== 'gke') {
    throw new FailureError({ code: 'generatorInvalid', ...positionOf((cloud ?? entry).origin), subject: 'cloud', detail: 'must be gke' });
  }
  const [service, account] = [child(entry, 'kubernetesService'), child(entry, 'serviceAccount')];
  const [name, namespace] = [stringField(service, 'name'), stringField(service, 'namespace')];
  const user = stringField(account, 'name');
  const project = text(child(account, 'projectId')) ?? '';
  const origin = from(entry);
  const address = scalar(`${user?.text ?? ''}@${project}.iam.gserviceaccount.com`, 'str', from(user ?? entry));
  const metadata = [
    { key: 'annotations', value: mapOf([{ key: ACCOUNT, value: address }], origin) },
    { key: 'name', value: plain(name?.text ?? '', name ?? entry) },
    ...(namespace === undefined ? [] : [{ key: 'namespace', value: plain(namespace.text, namespace) }]),
  ];
  return mapOf(
    [
      { key: 'apiVersion', value: scalar('v1', 'str', origin) },
      { key: 'kind', value: scalar('ServiceAccount', 'str', origin) },
      { key: 'metadata', value: mapOf(metadata, origin) },
    ],
    origin,
  );
}

function plain(value: string, at: Parameters<typeof from>[0]) {
  const tag = resolvePlain(value);
  return scalar(value, tag === 'merge' ? 'str' : tag, from(at));
}
