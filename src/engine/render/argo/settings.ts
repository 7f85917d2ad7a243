// What argocd-cm tells Argo CD to do when it renders: how objects are tracked, and the flags of kustomize.
import type { App, Node } from '../../model';
import type { Files } from '../../ports';
import { at, child, text } from '../../yaml/access';
import { objectAt } from '../flux/owner';
import type { BuildCache } from '../kustomize/build-cache';

export interface Settings {
  readonly tracking: 'annotation' | 'label' | 'annotation+label';
  readonly labelKey: string;
  readonly installationId: string;
  /** Flags of `kustomize build`, where they are set. */
  readonly buildOptions: Node | undefined;
  readonly valuesFileSchemes: readonly string[];
}

/** Source: argo-cd v3.2.6, `util/settings/settings.go`. Keys of the file that is nearest to the Application count first. */
export function readSettings(app: App, files: Files, cache: BuildCache, read: (file: string) => void): Settings {
  const maps = (app.references ?? []).flatMap(({ kind, name, position }) => {
    if (kind !== 'ConfigMap' || name !== SETTINGS_NAME || position === undefined) return [];
    read(position.file);
    const isSettings = (node: Node) => text(at(node, ['metadata', 'name'])) === SETTINGS_NAME;
    return child(objectAt(position, isSettings, files, cache), 'data') ?? [];
  });
  const nodeOf = (key: string): Node | undefined => maps.map((map) => child(map, key)).find((node) => (text(node) ?? '') !== '');
  const valueIn = (key: string): string | undefined => text(nodeOf(key));
  return {
    tracking: trackingOf(valueIn('application.resourceTrackingMethod')),
    labelKey: valueIn('application.instanceLabelKey') ?? 'app.kubernetes.io/instance',
    installationId: valueIn('installationID') ?? '',
    buildOptions: nodeOf('kustomize.buildOptions'),
    valuesFileSchemes: valueIn('helm.valuesFileSchemes')
      ?.split(',')
      .map((scheme) => scheme.trim().toLowerCase()) ?? ['https', 'http'],
  };
}

export const SETTINGS_NAME = 'argocd-cm';

/** Version 3 tracks by the annotation unless it is told otherwise. */
function trackingOf(method: string | undefined): Settings['tracking'] {
  return method === 'label' || method === 'annotation+label' ? method : 'annotation';
}
