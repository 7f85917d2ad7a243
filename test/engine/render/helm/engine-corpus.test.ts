// Renders of Helm's own engine, from its tests: templates with what each is given, and what comes of them.
import { describe, expect, test } from 'vitest';
import { ChartFile } from '../../../../src/engine/render/helm/chart/chart-file';
import { toYaml } from '../../../../src/engine/render/helm/functions/yaml';
import type { GoMap } from '../../../../src/engine/render/helm/go/values';
import { createBudget } from '../../../../src/engine/render/helm/release/budget';
import { executeTemplates } from '../../../../src/engine/render/helm/release/execute';
import { filesValue } from '../../../../src/engine/render/helm/release/files-value';
import type { Renderable } from '../../../../src/engine/render/helm/release/scope';
import { createTemplateCache } from '../../../../src/engine/render/helm/release/template-cache';
import { NO_CLUSTER } from '../../../../src/engine/render/helm/cluster/answers';
import { createLookups } from '../../../../src/engine/render/helm/release/lookups';
import { ValueOrigins } from '../../../../src/engine/render/helm/values/origins';
import { corpus } from '../../../support/corpus';
import { unexpected } from '../../../support/helm-exceptions';
import { corpusLines, fromCorpus } from './corpus-values';

interface Given {
  readonly text: string;
  readonly basePath: string;
  readonly values: Readonly<Record<string, unknown>> & { readonly Files?: { readonly $files?: Readonly<Record<string, string>> } };
}

interface EngineCase {
  readonly id: string;
  readonly kind: string;
  readonly error: string | null;
  readonly output: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, Given>>;
  /** What a linter asks for; nobody does here. */
  readonly lint?: boolean;
  readonly strict?: boolean;
}

describe.skipIf(corpus === undefined)('Helm’s engine', () => {
  test('renders what Helm renders, and fails where it fails, with its words', () => {
    const cases = corpusLines<EngineCase>('helm-engine-cases.jsonl').filter(
      ({ kind, lint, strict }) => kind === 'engine' && !lint && !strict,
    );
    const differing = new Map<string, string>();
    for (const one of cases) {
      const what = difference(one);
      if (what !== undefined) differing.set(one.id, what);
    }
    expect(unexpected('engine', differing, (id) => cases.some((one) => one.id === id))).toEqual([]);
    expect(cases.length).toBeGreaterThan(40);
  });
});

function difference({ templates, output, error }: EngineCase): string | undefined {
  const renderables = Object.entries(templates).map(([name, given]) => renderable(name, given));
  const origins = new ValueOrigins();
  const { files, failures } = executeTemplates(
    () => renderables,
    { helm: 3, now: () => new Date(0), origins, budget: createBudget(), lookups: createLookups(NO_CLUSTER, origins) },
    createTemplateCache(),
  );
  const [failure] = failures;
  if (error === null) {
    if (failure !== undefined) return JSON.stringify(failure);
    const ours = Object.fromEntries(files.map(({ name, text }) => [name, text]));
    const wrong = Object.keys({ ...output, ...ours }).find((name) => ours[name] !== output[name]);
    return wrong && `${wrong}: ${JSON.stringify(output[wrong])} is ${JSON.stringify(ours[wrong])}`;
  }
  if (failure === undefined) return `Helm fails: ${error.slice(0, 200)}`;
  // Endless recursion ends at another depth here.
  if (/nested reference name/.test(error)) return /more than \d+ levels/.test(failure.detail ?? '') ? undefined : JSON.stringify(failure);
  return error.endsWith(failure.detail ?? '\0') ? undefined : `${error} is ${failure.detail}`;
}

function renderable(name: string, { text, basePath, values }: Given): Renderable {
  const data = fromCorpus(values) as GoMap;
  const files = Object.entries(values.Files?.$files ?? {}).map(([path, content]) => new ChartFile(path, path, content));
  data.entries.set('Files', filesValue(files, toYaml));
  return { name, file: new ChartFile(name, name, text), data, basePath };
}
