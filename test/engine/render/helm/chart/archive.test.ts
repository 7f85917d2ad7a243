// Packaged charts: what is in them, and what is refused.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../../../src/engine/model';
import { unpackChart } from '../../../../../src/engine/render/helm/chart/archive';
import { writeTree } from '../../../../support/helm-template';
import { oraclePath } from '../../../../support/parts';
import { longName, type TarMember, tar, tgz } from '../../../../support/tar';

const CHART: TarMember = { name: 'web/Chart.yaml', content: 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };

function contents(archive: Uint8Array): Record<string, string> {
  return Object.fromEntries(unpackChart(archive, 'web.tgz').map((file) => [file.name, file.text]));
}

function refusal(archive: Uint8Array) {
  try {
    unpackChart(archive, 'web.tgz');
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return undefined;
}

describe('what is in an archive', () => {
  test('names lose the top folder, and origins keep the archive’s own path', () => {
    const [file] = unpackChart(tgz([CHART]), 'vendor/web.tgz');
    expect([file?.name, file?.path, file?.text]).toEqual(['Chart.yaml', 'vendor/web.tgz/web/Chart.yaml', CHART.content]);
  });

  test('names longer than a header has room for, by prefix and by extended header', () => {
    const long = `web/templates/${'x'.repeat(120)}.yaml`;
    const archive = tgz([
      CHART,
      { name: 'b.yaml', prefix: 'web/templates/a', content: 'b' },
      longName(long),
      { name: 'cut', content: 'c' },
    ]);
    expect(contents(archive)).toMatchObject({ 'templates/a/b.yaml': 'b', [long.slice(4)]: 'c' });
  });

  test('bytes that are no text survive', () => {
    const logo = Uint8Array.from([0x89, 0x50, 0xff, 0x00, 0xfe]);
    const files = unpackChart(tgz([CHART, { name: 'web/logo.png', content: logo }]), 'web.tgz');
    expect(Array.from(files[1]?.bytes ?? [])).toEqual(Array.from(logo));
  });

  test.each([3, 4] as const)('what the real Helm %i packages, with long names', async (helm) => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-package-'));
    const long = `templates/${'folder/'.repeat(16)}${'name'.repeat(10)}.yaml`;
    writeTree(folder, { 'web/Chart.yaml': String(CHART.content), 'web/values.yaml': 'a: 1\n', [`web/${long}`]: 'a: b\n' });
    execFileSync(await oraclePath(helm === 3 ? 'helm3' : 'helm4'), ['package', 'web'], { cwd: folder, stdio: 'pipe' });
    expect(contents(readFileSync(join(folder, 'web-1.0.0.tgz')))).toMatchObject({ 'values.yaml': 'a: 1\n', [long]: 'a: b\n' });
  });
});

describe('as Helm reads it, too, is', () => {
  test('an archive with something else behind its end', () => {
    expect(contents(Buffer.concat([tgz([CHART]), Buffer.from('<!-- served by a cache -->')]))).toHaveProperty(['Chart.yaml']);
    const endless = gzipSync(tar([CHART]).subarray(0, 1024));
    expect(refusal(Buffer.concat([endless, Buffer.from('<!-- served by a cache -->')]))).toMatchObject({ code: 'archiveInvalid' });
  });

  test('one that ends without empty blocks, but not one that goes on behind an empty block', () => {
    const whole = tar([CHART]);
    expect(contents(gzipSync(whole.subarray(0, 1024)))).toHaveProperty(['Chart.yaml']);
    expect(contents(gzipSync(whole.subarray(0, 1536)))).toHaveProperty(['Chart.yaml']);
    expect(refusal(gzipSync(Buffer.concat([whole.subarray(0, 1536), tar([CHART])])))).toMatchObject({ detail: 'it is not a tar archive' });
  });

  test('a sum of bytes with signs, as old programs wrote it', () => {
    const archive = tar([CHART, { name: 'web/é.txt', content: 'e' }]);
    const header = archive.subarray(1024, 1536);
    header.fill(' ', 148, 156);
    const sum = header.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect(contents(gzipSync(archive))).toMatchObject({ 'é.txt': 'e' });
  });

  test('a long name as Go before 1.8 wrote it', () => {
    const archive = tar([CHART, { name: 'a.yaml', prefix: 'web/templates/deep', content: 'a' }]);
    const header = archive.subarray(1024, 1536);
    header.write('ustar  \0', 257);
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((total, byte) => total + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    expect(contents(gzipSync(archive))).toMatchObject({ 'templates/deep/a.yaml': 'a' });
  });
});

describe('what is refused', () => {
  test.each([
    ['a name that leads out of the chart', [{ name: 'web/../../etc/passwd', content: 'x' }], /reaches outside/],
    ['a name that is absolute', [{ name: '//etc/passwd', content: 'x' }], /absolute path/],
    ['a Windows path with a drive', [{ name: 'web/c:/x', content: 'x' }], /absolute path/],
    ['a file beside the chart’s folder', [{ name: 'README', content: 'x' }], /outside the chart/],
    ['Chart.yaml at the top', [{ name: 'Chart.yaml', content: 'x' }], /not in a folder/],
    ['a symbolic link', [{ name: 'web/values.yaml', type: '2', linkName: '/etc/passwd' }], /a link or a device/],
    ['a hard link', [{ name: 'web/values.yaml', type: '1', linkName: 'web/Chart.yaml' }], /a link or a device/],
    ['a file with holes', [{ name: 'web/big', type: 'S', content: 'x' }], /sparse/],
    ['nothing', [], /no files/],
  ] as const)('%s', (_what, members, detail) => {
    expect(refusal(tgz(members))).toMatchObject({ code: 'archiveInvalid', file: 'web.tgz', detail: expect.stringMatching(detail) });
  });

  test('an archive that is cut off, at any place', () => {
    const whole = tgz([CHART, { name: 'web/values.yaml', content: 'a: 1\n'.repeat(500) }]);
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      expect(refusal(whole.subarray(0, Math.floor(whole.length * part)))).toMatchObject({ code: 'archiveInvalid' });
    }
  });

  test('a changed byte, which the checksum tells', () => {
    const archive = Uint8Array.from(tgz([CHART, { name: 'web/values.yaml', content: 'password: one\n' }]));
    archive[archive.length - 6] = (archive[archive.length - 6] ?? 0) ^ 0xff;
    expect(refusal(archive)).toMatchObject({ code: 'archiveInvalid' });
  });

  test('what is not gzipped, or holds no tar', () => {
    expect(refusal(new TextEncoder().encode('a: 1\n'))).toMatchObject({ code: 'archiveInvalid', detail: 'it is not a gzipped archive' });
    expect(refusal(gzipSync('x'.repeat(2000)))).toMatchObject({ code: 'archiveInvalid', detail: 'it is not a tar archive' });
    expect(refusal(gzipSync(tar([CHART]).subarray(0, 700)))).toMatchObject({ code: 'archiveInvalid' });
  });

  test('a bomb: a gigabyte in a megabyte', () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    const bomb = gzipSync(Buffer.concat([tar([CHART]).subarray(0, 1024), zeros, zeros]), { level: 9 });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(refusal(bomb)).toMatchObject({ code: 'tooLarge', file: 'web.tgz' });
  });
});
