// Runs the user's own kustomize, to compare with and never to render: without a shell, with an end, from a folder of nobody's.
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { CancelledError, type Failure } from '../engine/model';
import type { Answer, ProgramBuild } from '../engine/ports';

const TIMEOUT_MILLISECONDS = 60_000;
/** More than this would be no kustomization. */
const LARGEST_OUTPUT = 256 * 1024 * 1024;

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds?: number;
}

/**
 * What the kustomize on the PATH gives for a folder, or what it says where it refuses.
 * @param folder absolute.
 * @throws CancelledError when the signal aborts. That it is not there, or does not end, is in the answer.
 */
export async function buildWithKustomize(folder: string, flags: readonly string[], options: RunOptions): Promise<Answer<ProgramBuild>> {
  const version = await run(['version'], options);
  if (version.kind === 'failed') return version;
  const built = await run(['build', folder, ...flags], options);
  if (built.kind === 'failed') return built;
  const { exitCode, stdout, stderr } = built.value;
  const program = `kustomize ${version.value.stdout.trim()}`.trim();
  const outcome = exitCode === 0 ? ({ kind: 'yaml', yaml: stdout } as const) : ({ kind: 'refused', message: stderr.trim() } as const);
  return { kind: 'answer', value: { program, outcome } };
}

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], { signal, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: RunOptions): Promise<Answer<Run>> {
  // Windows looks for programs in the current folder first, which must not be one of the repository.
  const settings = { cwd: tmpdir(), signal, timeout: timeoutMilliseconds, maxBuffer: LARGEST_OUTPUT, killSignal: 'SIGKILL' } as const;
  return new Promise((done, cancelled) => {
    execFile('kustomize', args, settings, (error, stdout, stderr) => {
      if (signal.aborted) cancelled(new CancelledError());
      else if (error === null) done({ kind: 'answer', value: { exitCode: 0, stdout, stderr } });
      else if (typeof error.code === 'number') done({ kind: 'answer', value: { exitCode: error.code, stdout, stderr } });
      else done({ kind: 'failed', reason: reasonOf(error) });
    });
  });
}

function reasonOf(error: Error & { readonly code?: unknown; readonly killed?: boolean | undefined }): Failure {
  const subject = 'kustomize';
  if (error.code === 'ENOENT') return { code: 'programMissing', subject };
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { code: 'tooLarge', subject: '256 MB', detail: 'what kustomize prints' };
  if (error.killed === true) return { code: 'timeout', subject };
  return { code: 'programFailed', subject, detail: error.message };
}
