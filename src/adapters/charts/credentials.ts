// Credentials for chart repositories and registries, from the user's own Helm and Docker configuration.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { items, text, child } from '../../engine/yaml/access';
import { readDocuments } from '../../engine/yaml/read';

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

/** What `helm repo add --username` remembered for an address, if anything. Source: Helm's `repositories.yaml`. */
export async function repositoryCredentials(repository: string, { environment }: CredentialSources): Promise<Credentials | undefined> {
  const file = environment.HELM_REPOSITORY_CONFIG || join(helmFolder(environment), 'repositories.yaml');
  const [document] = readDocuments((await readIfThere(file)) ?? '', file).documents;
  for (const entry of items(child(document, 'repositories'))) {
    const username = text(child(entry, 'username')) ?? '';
    if (username === '' || !isSameAddress(text(child(entry, 'url')) ?? '', repository)) continue;
    const passToAll = text(child(entry, 'pass_credentials_all')) === 'true';
    return { username, password: text(child(entry, 'password')) ?? '', passToAll };
  }
  return undefined;
}

/** What `helm registry login` or `docker login` remembered for a host. Source: Docker's `config.json`, which both write. */
export async function registryCredentials(host: string, sources: CredentialSources): Promise<Credentials | undefined> {
  const { environment } = sources;
  const home = environment.DOCKER_CONFIG || join(environment.HOME || homedir(), '.docker');
  const files = [environment.HELM_REGISTRY_CONFIG || join(helmFolder(environment), 'registry', 'config.json'), join(home, 'config.json')];
  for (const file of files) {
    const content = await readIfThere(file);
    const found = content === undefined ? undefined : await fromDockerConfig(host, content, sources);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where Helm keeps its configuration. Source: Helm's `helmpath`, which follows the platform's conventions. */
function helmFolder(environment: CredentialSources['environment']): string {
  const home = environment.HOME || homedir();
  if (environment.HELM_CONFIG_HOME) return environment.HELM_CONFIG_HOME;
  if (environment.XDG_CONFIG_HOME) return join(environment.XDG_CONFIG_HOME, 'helm');
  if (process.platform === 'win32') return join(environment.APPDATA || home, 'helm');
  return process.platform === 'darwin' ? join(home, 'Library', 'Preferences', 'helm') : join(home, '.config', 'helm');
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly username?: string; readonly password?: string }>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

async function fromDockerConfig(host: string, content: string, sources: CredentialSources): Promise<Credentials | undefined> {
  const config = parsed(content);
  const names = [host, `https://${host}`, `http://${host}`, `https://${host}/v1/`, `https://${host}/v2/`];
  const helper = config.credHelpers?.[host] ?? config.credsStore;
  if (helper !== undefined && sources.mayRunPrograms) {
    const found = await askHelper(helper, host, sources.signal);
    if (found !== undefined) return found;
  }
  for (const name of names) {
    const entry = config.auths?.[name];
    const pair = entry?.auth ? Buffer.from(entry.auth, 'base64').toString('utf8') : `${entry?.username ?? ''}:${entry?.password ?? ''}`;
    const at = pair.indexOf(':');
    if (entry !== undefined && at > 0) return { username: pair.slice(0, at), password: pair.slice(at + 1) };
  }
  return undefined;
}

/** A configuration that cannot be understood holds no credentials: the registry's own refusal then says that some are missing. */
function parsed(content: string): DockerConfig {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const HELPER_TIMEOUT = 10_000;

/** Source: the protocol of docker-credential-helpers: the host on standard input, JSON on standard output, an exit code for "none". */
function askHelper(helper: string, host: string, signal: AbortSignal | undefined): Promise<Credentials | undefined> {
  if (!/^[\w.-]+$/.test(helper)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], { timeout: HELPER_TIMEOUT, signal }, (error, output) => {
      const answer = error === null ? (parsed(output) as { Username?: string; Secret?: string }) : {};
      const { Username: username, Secret: password } = answer;
      resolve(username !== undefined && password !== undefined ? { username, password } : undefined);
    });
    // A helper that is not installed, or ends without reading, says so through the callback above.
    child.stdin?.on('error', () => child.kill());
    child.stdin?.end(host);
  });
}

function isSameAddress(one: string, other: string): boolean {
  return one !== '' && one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}
