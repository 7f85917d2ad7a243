// Plans of promotions over the session's files: an edit of what a plan was made of begins it anew.
import { type PromotionRequest, planPromotion } from '../engine/act/promotion';
import { CancelledError, type PromotionPlan } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { Answer, Files } from '../engine/ports';
import { type Stamps, touchedBy } from './held';
import type { Sources } from './sources';

export interface PromotionPlans {
  /** @throws CancelledError when the signal aborts. */
  plan(request: PromotionRequest, signal: AbortSignal): Promise<Answer<PromotionPlan>>;
  changed(paths: readonly string[]): void;
}

interface Planning {
  /** What it has looked at so far. */
  readonly seen: Stamps;
  readonly stale: AbortController;
}

export function createPromotionPlans(sources: Sources, files: Files, mask: Mask): PromotionPlans {
  const running = new Set<Planning>();
  const attempt = async (request: PromotionRequest, signal: AbortSignal): Promise<Answer<PromotionPlan> | undefined> => {
    const planning: Planning = { seen: new Map(), stale: new AbortController() };
    const either = AbortSignal.any([signal, planning.stale.signal]);
    running.add(planning);
    try {
      const answer = await planPromotion(request, {
        files,
        discovery: sources.discovery(),
        mask,
        render: (app, over) => sources.renderOver(app, over, either, planning.seen),
      });
      return planning.stale.signal.aborted ? undefined : answer;
    } catch (error) {
      if (error instanceof CancelledError && !signal.aborted && planning.stale.signal.aborted) return undefined;
      throw error;
    } finally {
      running.delete(planning);
    }
  };
  return {
    async plan(request, signal) {
      for (;;) {
        const answer = await attempt(request, signal);
        if (answer !== undefined) return answer;
      }
    },
    changed(paths) {
      const touched = touchedBy(paths);
      for (const { seen, stale } of running) if ([...touched].some((path) => seen.has(path))) stale.abort();
    },
  };
}
