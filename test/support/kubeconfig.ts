// Kubeconfig files for tests, in folders of their own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryKubeconfig {
  readonly file: string;
  readonly folder: string;
  remove(): void;
}

/** A kubeconfig whose only context, `test`, is `user` at a cluster. */
export function kubeconfigOf(
  cluster: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>> = {},
): TemporaryKubeconfig {
  return kubeconfigFile(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'test', user }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    }),
  );
}

/** A file with this very text, valid or not. */
export function kubeconfigFile(text: string): TemporaryKubeconfig {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline kubeconfig '));
  const file = join(folder, 'config');
  writeFileSync(file, text);
  return { file, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
