// The real kustomize command, kept running for many builds; the command itself is asked where that process ends.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
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

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: Interface;
}

/** Builds both programs where the cache has none. */
export async function startKustomize(): Promise<RealKustomize> {
  const [command, batch] = [await oraclePath('kustomize'), await oraclePath('kustomize-batch')];
  let running: Running | undefined;
  const end = () => {
    running?.child.kill();
    running = undefined;
  };
  return {
    stop: end,
    build: async (folder, flags = []) => {
      running ??= start(batch);
      const answer = await ask(running, [folder, ...flags]);
      if (answer !== undefined) return outcomeOf(answer);
      // It ended by itself, as the command may do for this folder, or may not with a larger stack.
      end();
      return realBuild(command, folder, flags);
    },
  };
}

function outcomeOf({ yaml, error, crashed }: Answer): Outcome {
  if (crashed) return { kind: 'crashed' };
  return error === undefined ? { kind: 'yaml', yaml } : { kind: 'refused', reasons: [error] };
}

function start(program: string): Running {
  const child = spawn(program, [], { env: { PATH: '/nonexistent' } });
  child.stderr.resume();
  return { child, lines: createInterface(child.stdout) };
}

/** Undefined where the process ended instead of answering. */
function ask({ child, lines }: Running, args: readonly string[]): Promise<Answer | undefined> {
  return new Promise((done) => {
    const answered = (line: string) => settle(JSON.parse(line) as Answer);
    const ended = () => settle(undefined);
    const settle = (answer: Answer | undefined) => {
      lines.off('line', answered);
      child.off('close', ended);
      done(answer);
    };
    lines.on('line', answered);
    child.on('close', ended);
    // A process that has just ended says so by closing.
    child.stdin.write(`${JSON.stringify(args)}\n`, () => undefined);
  });
}
