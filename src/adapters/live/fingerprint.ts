// Knows a cluster by where and behind which certificate authority it answers, for users who may not read its uid.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What a kubeconfig says about reaching a cluster. */
export interface Reach {
  readonly server: string;
  readonly caData?: string | undefined;
  readonly caFile?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/**
 * `server:<sha256>` over the server's address, the name that its certificate is checked for, the proxy, and the certificate authority.
 * The same however the authority is given: inline or as a file, with any line ends.
 * @throws where the authority's file cannot be read.
 */
export async function fingerprintOf({ server, caData, caFile, tlsServerName = '', proxyUrl = '' }: Reach): Promise<string> {
  const authority = caData !== undefined ? Buffer.from(caData, 'base64').toString('utf8') : caFile && (await readFile(caFile, 'utf8'));
  const { protocol, hostname, port, pathname } = new URL(server);
  const address = `${protocol}//${hostname}:${port}${pathname.replace(/\/+$/, '')}`;
  const parts = [address, tlsServerName, proxyUrl, (authority ?? '').replace(/\s+/g, '')];
  return `server:${createHash('sha256').update(parts.join('\n')).digest('hex')}`;
}
