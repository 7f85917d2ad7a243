// Charts of real repositories, as Helm 3 and 4 render them: each file, the whole text of Helm 3's command, and those that must fail.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRendered, HelmRequest } from '../../../../src/engine/render/helm/request';
import { corpus } from '../../../support/corpus';
import { helmExceptions, unexpected } from '../../../support/helm-exceptions';
import { describeFailure } from '../../../support/kustomize';

interface CorpusRender {
  readonly id: string;
  readonly chart: string;
  readonly values: string | null;
  readonly ok: boolean;
  readonly error?: string;
  readonly manifest?: string;
  readonly files?: string;
  readonly manifest_stable?: boolean;
  readonly unstable_files?: readonly string[];
}

const folder = join(corpus ?? '', 'helm');

test('exceptions are few, and say why', () => {
  expect(helmExceptions().length).toBeLessThanOrEqual(10);
});

describe.skipIf(corpus === undefined)('charts of the corpus', () => {
  test.each([3, 4] as const)('Helm %i', { timeout: 180_000 }, (helm) => {
    const renders = corpusRenders();
    const differing = new Map<string, string>();
    const files = createNodeFiles(join(folder, 'charts'), { check: 'forget' });
    const cache = createHelmCache();
    for (const one of renders) {
      const values = one.values === null ? [] : [{ kind: 'file' as const, path: `${one.chart}/${one.values}` }];
      const release = { name: 'rel', namespace: 'default' };
      const request: HelmRequest = { chart: { kind: 'path', path: one.chart }, release, values, helm, kubeVersion: 'v1.37.0' };
      const rendered = renderChart(request, files, cache);
      const onlyText = renderChart({ ...request, onlyText: true }, files, cache);
      const other = onlyText.text === rendered.text && onlyText.failures.length === rendered.failures.length;
      const what = difference(one, rendered, helm) ?? (other ? undefined : 'is another where only the text is asked for');
      if (what !== undefined) differing.set(one.id, what);
    }
    expect(unexpected('render', differing, (id) => renders.some((one) => one.id === id))).toEqual([]);
    if (process.env.PLUMBLINE_CORPUS_ONLY === undefined) expect(renders.length).toBe(559);
  });
});

function corpusRenders(): readonly CorpusRender[] {
  const { renders } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { renders: CorpusRender[] };
  const chosen = process.env.PLUMBLINE_CORPUS_ONLY;
  if (chosen !== undefined) return renders.filter(({ id }) => id.includes(chosen));
  return renders;
}

function difference(one: CorpusRender, rendered: HelmRendered, helm: 3 | 4): string | undefined {
  if (!one.ok) return rendered.failures.length > 0 ? undefined : 'Helm refuses it, the engine does not';
  const [failure] = rendered.failures;
  if (failure !== undefined) return describeFailure(failure);
  // A chart of partials alone: there is nothing to print.
  if (one.files === undefined) return rendered.files.length > 0 || rendered.text.trim() !== '' ? 'Helm prints nothing' : undefined;
  const expected = expectedFiles(one.files, helm);
  const unstable = new Set(one.unstable_files);
  const mine = new Map(rendered.files.map(({ name, text }) => [name, text]));
  for (const name of new Set([...Object.keys(expected), ...mine.keys()])) {
    const what = unstable.has(name) ? undefined : firstDifference(expected[name], mine.get(name));
    if (what !== undefined) return `${name} ${what}`;
  }
  if (helm === 4 || one.manifest_stable !== true || one.manifest === undefined) return undefined;
  const what = firstDifference(readFileSync(join(folder, one.manifest), 'utf8'), rendered.text);
  return what && `the whole ${what}`;
}

function expectedFiles(files: string, helm: 3 | 4): Record<string, string> {
  const expected = JSON.parse(readFileSync(join(folder, files), 'utf8')) as Record<string, string>;
  if (helm === 3) return expected;
  try {
    return {
      ...expected,
      ...(JSON.parse(readFileSync(join(folder, files.replace(/\.files\.json$/, '.v4.files.json')), 'utf8')) as object),
    };
  } catch (error) {
    // There is such a file only where the two differ.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return expected;
    throw error;
  }
}

function firstDifference(expected: string | undefined, mine: string | undefined): string | undefined {
  if (expected === mine) return undefined;
  if (expected === undefined) return 'is not rendered by Helm';
  if (mine === undefined) return 'is not rendered';
  const [theirs, ours] = [expected.split('\n'), mine.split('\n')];
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const line = at === -1 ? theirs.length : at;
  return `line ${line + 1}: ${JSON.stringify(theirs[line])} is ${JSON.stringify(ours[line])}`;
}
