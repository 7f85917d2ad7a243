// Charts that would fill the memory, in a process that has little of it: each is answered with a failure at its place, and the process goes on.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { HOSTILE, hostileChart } from '../support/hostile-charts';
import { tgz } from '../support/tar';

const fixture = cliFixture();
const MEGABYTES = 256;

/** All requests in one process: what one chart took is free again for the next. */
function batch(requests: readonly object[]): Promise<{ readonly answers: readonly Answer[]; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const args = [`--max-old-space-size=${MEGABYTES}`, fixture.bundle, 'helm', '--batch'];
    const child = execFile(process.execPath, args, { cwd: fixture.repo.root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null) return reject(new Error(`ended with ${error.code ?? error.signal}: ${stderr.slice(-2000)}`));
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve({ answers: lines.map((line) => JSON.parse(line) as Answer), stderr });
    });
    child.stdin?.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  });
}

interface Answer {
  readonly id: string;
  readonly yaml?: string;
  readonly error?: { readonly code: string; readonly file?: string; readonly line?: number; readonly message: string };
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(fixture.repo.root, path)), { recursive: true });
  writeFileSync(join(fixture.repo.root, path), content);
}

test('charts that would never end, or fill the memory', { timeout: 600_000 }, async () => {
  const names = Object.keys(HOSTILE);
  for (const [index, template] of Object.values(HOSTILE).entries())
    for (const [path, text] of Object.entries(hostileChart(template))) write(`charts/${index}/${path}`, text);
  const { answers } = await batch(names.map((id, index) => ({ id, chart: `charts/${index}` })));
  expect(answers.map(({ id }) => id)).toEqual(names);
  for (const { id, error } of answers) {
    expect(error, id).toMatchObject({ code: expect.stringMatching(/^(?:tooMuchWork|templateFailed|notYaml)$/), line: expect.any(Number) });
    expect(error?.file, id).toMatch(/templates\/a\.yaml$/);
    expect(error?.message.length, id).toBeLessThan(6000);
  }
});

test('values, archives and arguments that would', { timeout: 600_000 }, async () => {
  for (const [path, text] of Object.entries(hostileChart('kind: A\napiVersion: v1\nmetadata: {name: a}\n'))) write(`chart/${path}`, text);
  write('deep.yaml', `a: ${'['.repeat(1_000_000)}`);
  write('aliases.yaml', aliases());
  write('list.yaml', '- a\n');
  write('bytes.yaml', Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0x0a]));
  write('long.yaml', `a: ${'x'.repeat(60_000_000)}\n`);
  write('bomb.tgz', tgz([{ name: 'web/Chart.yaml', content: 'x'.repeat(200_000_000) }]));
  const chart = 'chart';
  const { answers } = await batch([
    { id: 'deep', chart, values: ['deep.yaml'] },
    { id: 'aliases', chart, values: ['aliases.yaml'] },
    { id: 'list', chart, values: ['list.yaml'] },
    { id: 'bytes', chart, values: ['bytes.yaml'] },
    { id: 'long', chart, values: ['long.yaml'] },
    { id: 'bomb', chart: 'bomb.tgz' },
    { id: 'set', chart, set: [`${'a.'.repeat(100_000)}a=1`] },
    { id: 'index', chart, set: ['a[2000000000]=1'] },
    { id: 'list of sets', chart, set: [`a={${'1,'.repeat(1_000_000)}1}`] },
    { id: 'well', chart },
  ]);
  const codes = Object.fromEntries(answers.map(({ id, error }) => [id, error?.code]));
  expect(codes).toMatchObject({ deep: 'notYaml', aliases: 'notYaml', list: 'valuesInvalid', bytes: 'notYaml' });
  expect(codes.bomb).toMatch(/^(?:archiveInvalid|tooLarge)$/);
  expect(codes).toMatchObject({ set: 'valuesInvalid', index: 'valuesInvalid', 'list of sets': 'valuesInvalid' });
  expect(answers.at(-1)).toMatchObject({ id: 'well', yaml: expect.stringContaining('kind: A') });
});

/** A billion laughs. */
function aliases(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < 12; at++) lines.push(`a${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(', ')}]`);
  return `${lines.join('\n')}\n`;
}
