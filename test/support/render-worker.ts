// The bundled render worker, and the port over it as the editor has it.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createLongRenders, type EndingLongRenders } from '../../src/adapters/render-thread/long-renders';
import { startNodeThread } from '../../src/adapters/render-thread/node-thread';
import { inSlices } from '../../src/vscode/slices';
import { projectRoot } from './cli';

/** Bundles src/worker.ts as the build does. @returns the bundle's path. */
export async function buildWorker(): Promise<string> {
  const cache = join(projectRoot, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const outfile = join(mkdtempSync(join(cache, 'worker-')), 'worker.js');
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}

/** @param started told of each thread. @param limit what a render may take, in milliseconds. */
export function workerRenders(worker: string, started: () => void = () => undefined, limit?: number): EndingLongRenders {
  return createLongRenders({
    start(listener) {
      started();
      return startNodeThread(worker, listener);
    },
    inSlices,
    ...(limit === undefined ? {} : { limit }),
  });
}

/** A chart of which `loops` makes the work: a template with as many rounds, and a line of text in the end. */
export function slowChart(folder: string, loops: number): Readonly<Record<string, string>> {
  return {
    [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: slow\nversion: 1.0.0\n',
    [`${folder}/values.yaml`]: 'colour: blue\n',
    [`${folder}/templates/config.yaml`]:
      `{{- $sum := 0 }}\n{{- range until ${loops} }}{{- $sum = add $sum . }}{{- end }}\n` +
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: slow\ndata:\n  colour: {{ .Values.colour }}\n  sum: {{ $sum | quote }}\n',
  };
}
