// Runs the real Helm 3 and 4 on a chart: what the renderer must agree with.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { oraclePath } from './parts';

const run = promisify(execFile);

export type HelmOutcome =
  | { readonly kind: 'text'; readonly text: string }
  /** What it said when it refused. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What `helm template rel CHART …` of a major version gives. */
export async function realTemplate(helm: 3 | 4, chart: string, args: readonly string[] = []): Promise<HelmOutcome> {
  const binary = await oraclePath(helm === 3 ? 'helm3' : 'helm4');
  // Neither the user's repositories nor a cluster, and no network.
  const env = { PATH: '/nonexistent', HOME: '/nonexistent', KUBECONFIG: '/nonexistent', HTTPS_PROXY: 'http://127.0.0.1:9' };
  try {
    const { stdout } = await run(binary, ['template', 'rel', chart, ...args], { maxBuffer: 64 * 1024 * 1024, env });
    return { kind: 'text', text: stdout };
  } catch (error) {
    if (error instanceof Error && 'stderr' in error && 'code' in error && error.code === 1) {
      return { kind: 'refused', reason: String(error.stderr) };
    }
    throw error;
  }
}

/** Writes files below a folder, with the folders that they need. */
export function writeTree(folder: string, tree: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
