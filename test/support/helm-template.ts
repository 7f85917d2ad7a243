// Runs the real Helm 3 and 4, and the engine, on the same chart with the same arguments.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createNodeFiles } from '../../src/adapters/node-files';
import { optionsOf } from '../../src/cli/helm-request';
import { parse } from '../../src/cli/parse';
import type { Files } from '../../src/engine/ports';
import { createHelmCache, renderChart } from '../../src/engine/render/helm/render-chart';
import type { HelmRendered, HelmRequest } from '../../src/engine/render/helm/request';
import type { ValuesSource } from '../../src/engine/render/helm/values/user-values';
import { describeFailure } from './kustomize';
import { projectRoot } from './cli';
import { oraclePath } from './parts';

const run = promisify(execFile);

export type HelmOutcome =
  | { readonly kind: 'text'; readonly text: string }
  /** What it said when it refused. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What `helm template rel CHART …` of a major version gives in a folder. */
export async function realTemplate(helm: 3 | 4, chart: string, args: readonly string[] = [], cwd = projectRoot): Promise<HelmOutcome> {
  const binary = await oraclePath(helm === 3 ? 'helm3' : 'helm4');
  // Neither the user's repositories nor a cluster, and no network.
  const env = { PATH: '/nonexistent', HOME: '/nonexistent', KUBECONFIG: '/nonexistent', HTTPS_PROXY: 'http://127.0.0.1:9' };
  try {
    const { stdout } = await run(binary, ['template', 'rel', chart, ...args], { cwd, maxBuffer: 64 * 1024 * 1024, env });
    return { kind: 'text', text: stdout };
  } catch (error) {
    if (error instanceof Error && 'stderr' in error && 'code' in error && error.code === 1) {
      return { kind: 'refused', reason: String(error.stderr) };
    }
    throw error;
  }
}

/** What the engine gives for the same arguments, which are those of `plumbline helm` too. */
export function engineTemplate(helm: 3 | 4, root: string, chart: string, args: readonly string[]): HelmOutcome {
  return engineTemplateOver(createNodeFiles(root, { check: 'forget' }), helm, chart, args);
}

export function engineTemplateOver(files: Files, helm: 3 | 4, chart: string, args: readonly string[]): HelmOutcome {
  const parsed = parse(['helm', chart, ...args]);
  if (parsed.kind !== 'call') throw new Error(`not a call: ${args.join(' ')}`);
  const { values, sets, kubeVersion, name: _name, namespace: _namespace, ...options } = optionsOf(parsed.flags);
  const sources: ValuesSource[] = [
    ...values.map((path) => ({ kind: 'file' as const, path })),
    ...sets.map(({ kind, text }) => ({ kind, text, folder: '.' })),
  ];
  const request: HelmRequest = {
    ...options,
    chart: { kind: 'path', path: chart },
    release: { name: 'rel', namespace: 'default', isUpgrade: options.isUpgrade },
    values: sources,
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    helm,
  };
  const whole = outcomeOf(renderChart(request, files, createHelmCache()));
  // What renders only the text goes a shorter way: whoever compares with Helm is to see where that leads elsewhere.
  const onlyText = outcomeOf(renderChart({ ...request, onlyText: true }, files, createHelmCache()));
  const isSame = whole.kind === 'text' ? onlyText.kind === 'text' && onlyText.text === whole.text : onlyText.kind === 'refused';
  return isSame ? whole : onlyText;
}

function outcomeOf({ failures, text }: HelmRendered): HelmOutcome {
  if (failures.length > 0) return { kind: 'refused', reason: failures.map(describeFailure).join('\n') };
  return { kind: 'text', text };
}

/** Writes files below a folder, with the folders that they need. */
export function writeTree(folder: string, tree: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
