// Credentials for registries, from the user's own Helm and Docker configuration.
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type CredentialSources, helmFolder, readIfThere } from './credentials';

/** At least one of the three: a password, a token that others are asked for with, or one that is sent as it is. */
export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
  /** Docker's `identitytoken`, as the logins of cloud providers leave it. */
  readonly refreshToken?: string;
  /** Docker's `registrytoken`. */
  readonly accessToken?: string;
}

/**
 * What `helm registry login` or `docker login` remembered for a host, if anything. Source: Docker's `config.json`, which both write, and the order
 * in which oras-go v2.6 looks into it.
 */
export async function registryCredentials(host: string, sources: CredentialSources): Promise<RegistryCredentials | undefined> {
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

interface DockerConfig {
  readonly auths?: Readonly<Record<string, Entry>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

interface Entry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Docker remembers its hub by another name than those that it asks. */
const HUB = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const HUB_ADDRESS = 'https://index.docker.io/v1/';

async function fromDockerConfig(
  host: string,
  content: string,
  { mayRunPrograms, signal }: CredentialSources,
): Promise<RegistryCredentials | undefined> {
  const config = parsed(content);
  const address = HUB.has(host) ? HUB_ADDRESS : host;
  const helper = config.credHelpers?.[address] ?? config.credHelpers?.[host] ?? config.credsStore;
  if (helper !== undefined && mayRunPrograms) {
    const found = await askHelper(helper, address, signal);
    if (found !== undefined) return found;
  }
  const auths = config.auths ?? {};
  const key = Object.keys(auths).find((name) => name === address) ?? Object.keys(auths).find((name) => isOfHost(name, host));
  return key === undefined ? undefined : fromEntry(auths[key] ?? {});
}

/** Older files have addresses, with a scheme and a path, for hosts. */
function isOfHost(name: string, host: string): boolean {
  const own = name.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
  return own === host || (HUB.has(own) && HUB.has(host));
}

/** A user without a password is one that the provider's login writes beside its token. */
function fromEntry({ auth, username = '', password = '', identitytoken, registrytoken }: Entry): RegistryCredentials | undefined {
  const pair = auth ? Buffer.from(auth, 'base64').toString('utf8') : `${username}:${password}`;
  const at = pair.indexOf(':');
  const tokens = { ...(identitytoken ? { refreshToken: identitytoken } : {}), ...(registrytoken ? { accessToken: registrytoken } : {}) };
  if (at <= 0 && Object.keys(tokens).length === 0) return undefined;
  return { username: pair.slice(0, Math.max(at, 0)), password: pair.slice(at + 1), ...tokens };
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

/** The protocol's mark for a token in the password's place. */
const TOKEN_MARK = '<token>';

function given(username: string, password: string): RegistryCredentials {
  return username === TOKEN_MARK ? { username: '', password: '', refreshToken: password } : { username, password };
}

/** Source: the protocol of docker-credential-helpers: the address on standard input, JSON on standard output, an exit code for "none". */
function askHelper(helper: string, address: string, signal: AbortSignal | undefined): Promise<RegistryCredentials | undefined> {
  if (!/^[\w.-]+$/.test(helper)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], { timeout: HELPER_TIMEOUT, signal }, (error, output) => {
      const answer = error === null ? (parsed(output) as { Username?: string; Secret?: string }) : {};
      const { Username: username, Secret: password } = answer;
      resolve(username === undefined || password === undefined ? undefined : given(username, password));
    });
    // A helper that is not installed, or ends without reading, says so through the callback above.
    child.stdin?.on('error', () => child.kill());
    child.stdin?.end(address);
  });
}
