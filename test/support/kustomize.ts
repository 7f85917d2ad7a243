// Runs the real kustomize and the engine on the same folder, and says where they differ.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Failure } from '../../src/engine/model';
import type { Files } from '../../src/engine/ports';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI, type Profile } from '../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../src/engine/yaml/emit';

const run = promisify(execFile);

export type Outcome =
  | { readonly kind: 'yaml'; readonly yaml: string }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** A panic of the real one: no answer to compare with. */
  | { readonly kind: 'crashed' };

/**
 * What the command gives for a folder: its standard output, or what it said when it refused.
 * @param env without a PATH unless given: it then runs no other program.
 */
export async function realBuild(
  binary: string,
  folder: string,
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = { PATH: '/nonexistent' },
): Promise<Outcome> {
  try {
    const { stdout } = await run(binary, ['build', folder, ...flags], { maxBuffer: 64 * 1024 * 1024, env });
    return { kind: 'yaml', yaml: stdout };
  } catch (error) {
    if (error instanceof Error && 'stderr' in error && 'code' in error && error.code === 1) {
      return { kind: 'refused', reasons: [String(error.stderr)] };
    }
    if (error instanceof Error && 'stderr' in error && /^panic: |\nfatal error: stack overflow/m.test(String(error.stderr)))
      return { kind: 'crashed' };
    throw error;
  }
}

/** What the engine gives for the same folder. */
export function engineBuild(files: Files, path: string, cache = createBuildCache(), profile: Profile = KUSTOMIZE_CLI): Outcome {
  const rendered = buildKustomization(path, files, profile, cache);
  if (rendered.failures.length > 0) return { kind: 'refused', reasons: rendered.failures.map(describeFailure) };
  return { kind: 'yaml', yaml: emitDocuments(rendered.objects.map(({ node }) => node)).text };
}

export function describeFailure({ code, file, line, column, subject, detail, via }: Failure): string {
  const place = file === undefined ? '' : `${file}:${line ?? '?'}:${column ?? '?'}: `;
  const chain = via === undefined || via.length === 0 ? '' : ` (via ${via.join(', ')})`;
  return `${place}${code}: ${subject ?? ''}${detail === undefined ? '' : ` — ${detail}`}${chain}`;
}

/** Undefined where both give the same bytes or both refuse; else what differs, in a few lines. */
export function disagreement(real: Outcome, ours: Outcome): string | undefined {
  if (real.kind === 'crashed' || ours.kind === 'crashed') return undefined;
  if (real.kind === 'refused') return ours.kind === 'refused' ? undefined : `only kustomize refuses: ${real.reasons.join(' ')}`;
  if (ours.kind === 'refused') return `only the engine refuses: ${ours.reasons.join(' ')}`;
  if (real.yaml === ours.yaml) return undefined;
  const [theirs, mine] = [real.yaml.split('\n'), ours.yaml.split('\n')];
  const at = theirs.findIndex((line, i) => line !== mine[i]);
  const around = (lines: readonly string[]) => lines.slice(Math.max(0, at - 3), at + 4).join('\n');
  return `line ${at + 1}\nkustomize:\n${around(theirs)}\nengine:\n${around(mine)}`;
}

/** The folders under `root` that hold a kustomization file, relative to it. */
export function kustomizationFolders(paths: readonly string[]): string[] {
  const folders = paths
    .filter((path) => /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path))
    .map((path) => path.replace(/\/?[^/]+$/, ''));
  return [...new Set(folders.map((folder) => (folder === '' ? '.' : folder)))].sort();
}

/** Runs `work` over the items, a few at a time. */
export async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.slice();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}
