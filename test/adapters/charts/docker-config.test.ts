// Credentials for registries out of Helm's and Docker's configuration, in the forms in which logins leave them.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../../scripts/processes.mjs';
import { registryCredentials } from '../../../src/adapters/charts/docker-config';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder('docker-config');
});
afterAll(() => folder.remove());

const auth = (pair: string) => Buffer.from(pair).toString('base64');
const HUB = 'https://index.docker.io/v1/';

async function found(host: string, config: object, mayRunPrograms = false) {
  mkdirSync(join(folder.path, '.docker'), { recursive: true });
  writeFileSync(join(folder.path, '.docker', 'config.json'), JSON.stringify(config));
  return registryCredentials(host, { environment: { HOME: folder.path, XDG_CONFIG_HOME: folder.path }, mayRunPrograms });
}

it.each([
  ['registry.example', { 'registry.example': { auth: auth('me:secret') } }],
  ['registry.example:5000', { 'https://registry.example:5000/v1/': { auth: auth('me:secret') } }],
  ['registry.example', { 'registry.example/team': { username: 'me', password: 'secret' } }],
  ['docker.io', { [HUB]: { auth: auth('me:secret') } }],
  ['registry-1.docker.io', { [HUB]: { auth: auth('me:secret') } }],
])('%s is found among %j', async (host, auths) => {
  expect(await found(host, { auths })).toEqual({ username: 'me', password: 'secret' });
});

it('takes the whole name of a host, with its port', async () => {
  expect(await found('registry.example', { auths: { 'registry.example:5000': { auth: auth('me:secret') } } })).toBeUndefined();
});

it('has the tokens that the logins of cloud providers leave beside a user without a password', async () => {
  const auths = {
    'shop.azurecr.io': { auth: auth('00000000-0000:'), identitytoken: 'refresh' },
    'other.example': { registrytoken: 'access' },
  };
  expect(await found('shop.azurecr.io', { auths })).toEqual({ username: '00000000-0000', password: '', refreshToken: 'refresh' });
  expect(await found('other.example', { auths })).toEqual({ username: '', password: '', accessToken: 'access' });
});

it('asks the helper of Docker Hub by the name that Docker gives it, and knows a token when it gets one', async () => {
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  const program = join(bin, 'docker-credential-plumbline-test');
  writeFileSync(program, `#!/bin/sh\nread -r address\n[ "$address" = "${HUB}" ] && echo '{"Username":"<token>","Secret":"refresh"}'\n`);
  chmodSync(program, 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${bin}${delimiter}${before}`;
  try {
    expect(await found('docker.io', { credsStore: 'plumbline-test' }, true)).toMatchObject({ refreshToken: 'refresh' });
  } finally {
    process.env.PATH = before;
  }
});
