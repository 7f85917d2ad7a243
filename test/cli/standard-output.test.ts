// What a command prints arrives whole, whatever its standard output is.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { cliFixture, PRODUCTION } from '../support/cli-fleet';

const fixture = cliFixture();

const LONG = `apiVersion: v1\ndata:\n  text: ${'x'.repeat(2_000_000)}\nkind: ConfigMap\nmetadata:\n  name: big\n`;

test('a pipe that wants nobody to wait, and whose reader is slow', async () => {
  fixture.repo.write(`${PRODUCTION}/big.yaml`, LONG);
  fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [big.yaml]\n');
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-pipe-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  // Opened for both, so that neither side has to be there first.
  const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = spawn('sh', ['-c', 'exec 3<"$0"; echo open >&2; sleep 1; exec cat <&3', pipe], { stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise((done) => reader.stderr.once('data', done));
  const child = spawn(process.execPath, [fixture.bundle, 'render', PRODUCTION], {
    cwd: fixture.repo.root,
    stdio: ['ignore', writer, 'pipe'],
  });
  closeSync(writer);
  const [read, stderr, code] = await Promise.all([
    text(reader.stdout),
    text(child.stderr as Readable),
    new Promise((done) => child.on('close', done)),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // Two megabytes say nothing in a message.
  expect(read.length).toBe(LONG.length);
  expect(read === LONG).toBe(true);
});

test.each([
  ['a device that is full', '> /dev/full'],
  ['a file that may not grow', '> out.yaml'],
])('%s ends it, and says why', async (_, to) => {
  fixture.repo.write(`${PRODUCTION}/big.yaml`, LONG);
  fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [big.yaml]\n');
  const command = `ulimit -f 1; exec "$0" "$1" render ${PRODUCTION} ${to}`;
  const child = spawn('sh', ['-c', command, process.execPath, fixture.bundle], {
    cwd: fixture.repo.root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, code] = await Promise.all([text(child.stderr), new Promise((done) => child.on('close', done))]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(
      /^outputFailed: Standard output cannot be written: .*(?:ENOSPC|EFBIG).*\. Make room, or write to another place\.\n$/,
    ),
  ]);
});
