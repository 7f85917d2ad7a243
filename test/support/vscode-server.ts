// The real VS Code server, for tests: always on the built extension of this checkout.
import { resolve } from 'node:path';
import { type ServerOptions, startVsCodeServer, type VsCodeServer } from '../../scripts/vscode-server.mjs';

export type { VsCodeServer };

/** The checkout, which is also the extension's folder. */
export const repository = resolve(import.meta.dirname, '../..');

/** The caller stops it. */
export function startServer(options: ServerOptions): Promise<VsCodeServer> {
  return startVsCodeServer({ extensionPath: repository, ...options });
}
