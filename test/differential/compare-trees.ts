// Builds a tree of files with the engine and with the real kustomize, in one of the command's ways, and says where they differ.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createBuildCache, KUSTOMIZE_CLI, type Profile } from '../../src/engine/render/kustomize/build';
import { disagreement, engineBuild, type Outcome } from '../support/kustomize';
import type { RealKustomize } from '../support/kustomize-batch';
import { memoryFiles } from '../support/memory-files';
import type { Tree } from './random-trees';

/** Flags of the command, and the profile that stands for them. */
export interface Way {
  readonly flags: readonly string[];
  readonly profile: Profile;
}

export const WAYS: readonly Way[] = [
  { flags: [], profile: KUSTOMIZE_CLI },
  { flags: ['--reorder', 'none'], profile: { ...KUSTOMIZE_CLI, reorder: 'none' } },
  { flags: ['--reorder', 'legacy'], profile: { ...KUSTOMIZE_CLI, reorder: 'legacy' } },
  { flags: ['--load-restrictor', 'LoadRestrictionsNone'], profile: { ...KUSTOMIZE_CLI, restrictToRoot: false } },
];

export interface Compared {
  readonly real: Outcome['kind'];
  /** Undefined where both agree. */
  readonly difference: string | undefined;
  /** Whether the engine says that it does not carry out something that kustomize does. */
  readonly unsupported: boolean;
}

/** Builds the folder `overlay` of a tree, which is written below `root` for the real one. */
export async function compare(kustomize: RealKustomize, root: string, tree: Tree, { flags, profile }: Way): Promise<Compared> {
  writeTree(root, tree);
  const real = await kustomize.build(join(root, 'overlay'), flags);
  const ours = engineBuild(memoryFiles(tree), 'overlay', createBuildCache(), profile);
  const unsupported = ours.kind === 'refused' && real.kind === 'yaml' && ours.reasons.every((reason) => reason.includes(' unsupported: '));
  return { real: real.kind, difference: unsupported ? undefined : disagreement(real, ours), unsupported };
}

/** What is the same for two differences of one kind: who refuses, or that the bytes differ. */
export function kindOf(difference: string | undefined): string | undefined {
  return difference === undefined ? undefined : (/^only \w+/.exec(difference)?.[0] ?? 'bytes');
}

export function writeTree(folder: string, files: Tree): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A tree that was kept. */
export function readTree(folder: string): Tree {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}

/** A name for a tree whose point nobody has told yet. */
export function nameOf(tree: Tree): string {
  const hash = createHash('sha256');
  for (const [path, content] of Object.entries(tree)) hash.update(path).update('\0').update(content).update('\0');
  return `tree-${hash.digest('hex').slice(0, 10)}`;
}
