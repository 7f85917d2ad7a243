// How a turn in a sync of Argo CD is said.
import type { SyncTurn } from '../engine/model';

/** `Sync, wave 2`. */
export function turnText({ phase, wave }: SyncTurn): string {
  return `${phase}, wave ${wave}${phase === 'SyncFail' ? ' (only where the sync fails)' : ''}`;
}
