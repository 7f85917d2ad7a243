// How turns are said: in a sync of Argo CD, and of what never gets one.
import type { BlockedApp } from '../engine/decide/plan';
import type { SyncTurn } from '../engine/model';

/** `Sync, wave 2`. */
export function turnText({ phase, wave }: SyncTurn): string {
  return `${phase}, wave ${wave}${phase === 'SyncFail' ? ' (only where the sync fails)' : ''}`;
}

/** `shop, flux-system/configs (declared nowhere in this environment)`. */
export function waitText({ waitsFor, absent }: BlockedApp): string {
  return waitsFor.map((name) => (absent.includes(name) ? `${name} (declared nowhere in this environment)` : name)).join(', ');
}
