// The real kustomize command, kept running for many builds; the command itself is asked where that process ends.
import { keptRunning } from './kept-running';
import { type Outcome, realBuild } from './kustomize';
import { oraclePath } from './parts';

/** Its flags for order and restriction; none for the command's own ways. */
export type BuildFlags = readonly string[];

export interface RealKustomize {
  /** One after the other: an answer is awaited before the next folder is asked for. */
  readonly build: (folder: string, flags?: BuildFlags) => Promise<Outcome>;
  readonly stop: () => void;
}

interface Answer {
  readonly yaml: string;
  readonly error?: string;
  readonly crashed?: true;
}

/** Builds both programs where the cache has none. */
export async function startKustomize(): Promise<RealKustomize> {
  const [command, batch] = [await oraclePath('kustomize'), await oraclePath('kustomize-batch')];
  const running = keptRunning<Answer>(batch);
  return {
    stop: running.stop,
    build: async (folder, flags = []) => {
      const answer = await running.ask([folder, ...flags]);
      // Where it ended by itself, the command may do so for this folder, or may not with a larger stack.
      return answer === undefined ? realBuild(command, folder, flags) : outcomeOf(answer);
    },
  };
}

function outcomeOf({ yaml, error, crashed }: Answer): Outcome {
  if (crashed) return { kind: 'crashed' };
  return error === undefined ? { kind: 'yaml', yaml } : { kind: 'refused', reasons: [error] };
}
