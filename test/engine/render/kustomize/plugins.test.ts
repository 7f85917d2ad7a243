// Runs of kustomize's built-in generators and transformers, each named by a kustomization as an object of its own.
import { describe, expect, it } from 'vitest';
import { createBuildCache, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { corpus } from '../../../support/corpus';
import { engineBuild } from '../../../support/kustomize';
import { memoryFiles } from '../../../support/memory-files';
import { recorded } from './recorded';

interface Run {
  readonly n: number;
  readonly test: string;
  readonly kind: 'generator' | 'transformer';
  readonly config: string;
  readonly input: string | null;
  readonly files: Readonly<Record<string, { readonly text: string }>>;
  readonly loaderRoot: string;
  readonly output: string | null;
  readonly error: string | null;
  /** How the command's answer for such a kustomization stands to the run: `same`, `differs`, or why it refuses. */
  readonly asKustomization: string;
  readonly asKustomizationOutput?: string;
}

describe.skipIf(!corpus)('built-ins as objects', () => {
  const runs = recorded<Run>('plugins.jsonl');
  const named = runs.map((run) => [`${run.n}-${run.test.replaceAll(' ', '_')}`, run] as const);

  it('are all here', () => expect(runs.length).toBe(105));

  it.each(named)('%s', (_, run) => {
    const outcome = engineBuild(memoryFiles(treeOf(run)), run.loaderRoot, createBuildCache(), { ...KUSTOMIZE_CLI, reorder: 'none' });
    const expected = expectedOf(run);
    if (expected === undefined) expect(outcome.kind).toBe('refused');
    else expect(outcome).toEqual({ kind: 'yaml', yaml: expected });
  });
});

/** Undefined where the command refuses. */
function expectedOf(run: Run): string | undefined {
  if (run.error !== null || run.asKustomization.startsWith('cli-error')) return undefined;
  return run.asKustomizationOutput ?? run.output ?? '';
}

function treeOf({ kind, config, input, files, loaderRoot }: Run): Record<string, string> {
  const within = (path: string) => (loaderRoot === '.' ? path : `${loaderRoot}/${path}`);
  const lines = [`${kind}s: [plugin-configuration.yaml]`, ...(input ? ['resources: [plugin-input.yaml]'] : [])];
  return {
    ...Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text])),
    [within('kustomization.yaml')]: `${lines.join('\n')}\n`,
    [within('plugin-configuration.yaml')]: config,
    ...(input ? { [within('plugin-input.yaml')]: input } : {}),
  };
}
