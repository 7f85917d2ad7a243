// Credentials and certificates for chart repositories over HTTP, from the user's own Helm configuration.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { items, text, child } from '../../engine/yaml/access';
import type { Answer } from '../../engine/ports';
import { readDocuments } from '../../engine/yaml/read';
import type { Tls } from '../http/request';
import { failed, wordsOf } from '../live/failures';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Helm's `--pass-credentials`: also to other hosts that the repository's index names. */
  readonly passToAll?: boolean;
}

export interface CredentialSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether programs named in Docker's configuration (`docker-credential-…`) may be run. */
  readonly mayRunPrograms: boolean;
  readonly signal?: AbortSignal;
}

/** What `helm repo add` remembered for an address. */
export interface RepositorySettings {
  readonly credentials: Credentials | undefined;
  readonly tls: Tls | undefined;
}

/** Failed where a certificate that is named cannot be read. Source: Helm's `repositories.yaml`. */
export async function repositorySettings(repository: string, { environment }: CredentialSources): Promise<Answer<RepositorySettings>> {
  const file = environment.HELM_REPOSITORY_CONFIG || join(helmFolder(environment), 'repositories.yaml');
  const [document] = readDocuments((await readIfThere(file)) ?? '', file).documents;
  const entry = items(child(document, 'repositories')).find((one) => isSameAddress(text(child(one, 'url')) ?? '', repository));
  const of = (key: string): string => text(child(entry, key)) ?? '';
  const [username, password] = [of('username'), of('password')];
  const tls = await tlsOf(of);
  if (tls.kind === 'failed') return tls;
  const credentials = username === '' ? undefined : { username, password, passToAll: of('pass_credentials_all') === 'true' };
  return { kind: 'answer', value: { credentials, tls: tls.value } };
}

async function tlsOf(of: (key: string) => string): Promise<Answer<Tls | undefined>> {
  const files: [keyof Tls & ('ca' | 'cert' | 'key'), string][] = [['ca', of('caFile')]];
  if (of('certFile') !== '' && of('keyFile') !== '') files.push(['cert', of('certFile')], ['key', of('keyFile')]);
  const found: { ca?: string; cert?: string; key?: string } = {};
  for (const [kind, file] of files) {
    if (file === '') continue;
    try {
      found[kind] = await readFile(file, 'utf8');
    } catch (error) {
      return failed({ code: 'unreadable', subject: file, detail: wordsOf(error) });
    }
  }
  const isInsecure = of('insecure_skip_tls_verify') === 'true';
  if (!isInsecure && Object.keys(found).length === 0) return { kind: 'answer', value: undefined };
  return { kind: 'answer', value: { ...found, ...(isInsecure ? { isInsecure } : {}) } };
}

/** The header of HTTP's Basic authentication (RFC 7617). */
export function basic({ username, password }: Pick<Credentials, 'username' | 'password'>): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** Where Helm keeps its configuration. Source: Helm's `helmpath`, which follows the platform's conventions. */
export function helmFolder(environment: CredentialSources['environment']): string {
  const home = environment.HOME || homedir();
  if (environment.HELM_CONFIG_HOME) return environment.HELM_CONFIG_HOME;
  if (environment.XDG_CONFIG_HOME) return join(environment.XDG_CONFIG_HOME, 'helm');
  if (process.platform === 'win32') return join(environment.APPDATA || home, 'helm');
  return process.platform === 'darwin' ? join(home, 'Library', 'Preferences', 'helm') : join(home, '.config', 'helm');
}

function isSameAddress(one: string, other: string): boolean {
  return one !== '' && one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}

export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}
