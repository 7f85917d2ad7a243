// The real Helm, for what tests need of it: packing, pushing, indexing and logging in.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { oraclePath } from './parts';

/** @param folder Helm's configuration, cache and data live below it. @returns what it said, on both of its outputs. */
export async function helm(folder: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', HOME: folder, ...helmEnvironment(folder) };
  const { stdout, stderr } = await promisify(execFile)(await oraclePath('helm3'), args, { cwd: folder, env });
  return stdout + stderr;
}

export function helmEnvironment(folder: string): Readonly<Record<string, string>> {
  return { HELM_CONFIG_HOME: join(folder, 'config'), HELM_CACHE_HOME: join(folder, 'cache'), HELM_DATA_HOME: join(folder, 'data') };
}

/** A chart of one ConfigMap, packed. @returns the archive's path. */
export async function packedChart(folder: string, name: string, version: string): Promise<string> {
  const chart = join(folder, `${name}-chart`);
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
  writeFileSync(join(chart, 'templates', 'config.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n');
  await helm(folder, 'package', chart, '--destination', folder);
  return join(folder, `${name}-${version}.tgz`);
}
