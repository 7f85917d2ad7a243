// What the thread that renders does: answers one request after another, and keeps what it parsed.
import { CancelledError, type Failure } from '../../engine/model';
import { withEvidence } from '../../engine/check/chart-values';
import { renderTarget } from '../../engine/pipeline';
import type { Files } from '../../engine/ports';
import { pack } from '../../engine/render/packed';
import { type BuildCache, createBuildCache, tidy } from '../../engine/render/kustomize/build';
import type { Answered, Asked, Outcome } from './messages';

/** Trees whose parsed files are kept: a tree as it is, and as it was before an edit. */
const MOST_TREES = 4;

/** @param isCancelled looked at while rendering: whether nobody wants the request of this number any more. */
export function createAnswerer(isCancelled: (id: number) => boolean): (asked: Asked) => Answered {
  const caches = new Map<number, BuildCache>();
  let current = 0;
  const cacheOf = (tree: number): BuildCache => {
    const cache = caches.get(tree) ?? createBuildCache({ isCancelled: () => isCancelled(current) });
    caches.delete(tree);
    caches.set(tree, cache);
    for (const oldest of [...caches.keys()].slice(0, -MOST_TREES)) caches.delete(oldest);
    return cache;
  };
  return (asked) => {
    current = asked.id;
    return { id: asked.id, outcome: outcomeOf(asked, cacheOf(asked.tree)) };
  };
}

function outcomeOf({ target, inputs }: Asked, cache: BuildCache): Outcome {
  const files = filesOf(inputs);
  try {
    const rendered = pack(withEvidence(renderTarget(target, files, cache)));
    tidy(cache, files);
    return { kind: 'rendered', rendered };
  } catch (error) {
    return error instanceof CancelledError ? { kind: 'cancelled' } : { kind: 'failed', reason: unexpected(error) };
  }
}

function filesOf(inputs: Asked['inputs']): Files {
  const answers = new Map(inputs);
  return {
    read(path) {
      const answer = answers.get(path);
      return answer === undefined || 'entries' in answer ? { kind: 'unread' } : answer;
    },
    list(path) {
      const answer = answers.get(`${path}/`);
      return answer === undefined || answer.kind === 'file' ? { kind: 'unread' } : (answer as ReturnType<Files['list']>);
    },
  };
}

function unexpected(error: unknown): Failure {
  return { code: 'internal', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
