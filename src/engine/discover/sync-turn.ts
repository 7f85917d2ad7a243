// When in a sync Argo CD applies an object: its phases and its wave, as its annotations say.
import { type MapNode, type Node, SYNC_PHASES, type SyncPhase, type SyncTurn } from '../model';
import { at, text } from '../yaml/access';

/** Hooks of Helm count where an object has none of Argo CD's; other hooks of Helm have no phase. */
const HELM_PHASES: ReadonlyMap<string, SyncPhase> = new Map([
  ['pre-install', 'PreSync'],
  ['pre-upgrade', 'PreSync'],
  ['post-install', 'PostSync'],
  ['post-upgrade', 'PostSync'],
]);

const SKIP = 'Skip';

/** Source: gitops-engine, `pkg/sync/syncwaves/waves.go`: what is no whole number counts for nothing. */
export function syncWave(object: Node): number {
  const [wave] = ['argocd.argoproj.io/sync-wave', 'helm.sh/hook-weight'].flatMap((key) => {
    const value = annotation(object, key) ?? '';
    return /^[+-]?\d+$/.test(value) ? [Number(value)] : [];
  });
  return wave ?? 0;
}

/**
 * In their order; none for what no sync applies, such as hooks for tests and deletion.
 *
 * Source: gitops-engine, `pkg/sync/sync_phase.go` and `pkg/sync/hook/hook.go`.
 */
export function syncPhases(object: Node): readonly SyncPhase[] {
  const [own, helm] = [annotation(object, 'argocd.argoproj.io/hook'), annotation(object, 'helm.sh/hook')];
  const types = hookTypes(own, helm);
  if (types.length === 1 && types[0] === SKIP) return [];
  const isHook = own !== undefined || (helm !== undefined && helm !== 'crd-install');
  return isHook ? SYNC_PHASES.filter((phase) => types.includes(phase)) : ['Sync'];
}

/** Where in the sync of its parent an object has its turn; undefined where it is the usual one. */
export function syncTurn(object: MapNode): SyncTurn | undefined {
  const [[phase = 'Sync'], wave] = [syncPhases(object), syncWave(object)];
  return phase === 'Sync' && wave === 0 ? undefined : { phase, wave };
}

function hookTypes(own: string | undefined, helm: string | undefined): readonly string[] {
  const known = new Set<string>([...SYNC_PHASES, SKIP]);
  const types = [...new Set(listed(own))].filter((type) => known.has(type));
  return types.length > 0 ? types : listed(helm).flatMap((type) => HELM_PHASES.get(type) ?? []);
}

function listed(value = ''): readonly string[] {
  return value.split(',').map((item) => item.trim());
}

function annotation(object: Node, key: string): string | undefined {
  return text(at(object, ['metadata', 'annotations', key]));
}
