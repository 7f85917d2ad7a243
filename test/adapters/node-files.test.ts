// The Files adapter over real folders.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MEGABYTE } from '../../src/engine/model';
import { createNodeFiles } from '../../src/adapters/node-files';

let parent: string;
let root: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'plumbline files '));
  root = join(parent, 'tree');
  mkdirSync(join(root, 'apps/web'), { recursive: true });
  writeFileSync(join(root, 'apps/web/kustomization.yaml'), 'resources: []\n');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('read', () => {
  test('a file that no text can hold is refused before it is read', () => {
    writeFileSync(join(root, 'huge'), '');
    truncateSync(join(root, 'huge'), 300 * MEGABYTE);
    expect(createNodeFiles(root).read('huge')).toEqual({ kind: 'failed', reason: { code: 'tooLarge', file: 'huge', subject: '256 MB' } });
  });

  test('a file, a folder, what is not there, and what lies below a file', () => {
    const files = createNodeFiles(root);
    expect(files.read('apps/web/kustomization.yaml')).toMatchObject({ kind: 'file', text: 'resources: []\n' });
    expect(files.read('apps/web')).toEqual({ kind: 'directory' });
    expect(files.read('.')).toEqual({ kind: 'directory' });
    expect(files.read('apps/api')).toEqual({ kind: 'absent' });
    expect(files.read('apps/web/kustomization.yaml/below')).toEqual({ kind: 'absent' });
  });

  test('outside the tree, through ../', () => {
    writeFileSync(join(parent, 'shared.yaml'), 'x: 1\n');
    expect(createNodeFiles(root).read('../shared.yaml')).toMatchObject({ kind: 'file', text: 'x: 1\n' });
  });

  test('the version changes with the content and only with it', () => {
    const path = join(root, 'a.yaml');
    writeFileSync(path, 'x: 1\n');
    const files = createNodeFiles(root);
    const first = version(files.read('a.yaml'));
    writeFileSync(path, 'x: 2\n');
    const second = version(files.read('a.yaml'));
    utimesSync(path, new Date(), new Date(Date.now() - 60_000));
    expect(second).not.toBe(first);
    expect(version(files.read('a.yaml'))).toBe(second);
    writeFileSync(path, 'x: 1\n');
    expect(version(files.read('a.yaml'))).toBe(first);
  });

  test('writes of the same size within one tick of the clock are noticed', () => {
    const files = createNodeFiles(root);
    for (let round = 0; round < 10; round++) {
      writeFileSync(join(root, 'a.yaml'), `x: ${round}\n`);
      expect(files.read('a.yaml')).toMatchObject({ text: `x: ${round}\n` });
    }
  });

  test('bytes that are not UTF-8 are handed out as bytes; a byte order mark stays', () => {
    writeFileSync(join(root, 'logo.png'), new Uint8Array([0x89, 0x50, 0, 0xff]));
    writeFileSync(join(root, 'bom.yaml'), '\uFEFFx: 1\n');
    const files = createNodeFiles(root);
    const logo = files.read('logo.png');
    expect(logo.kind === 'file' && [...(logo.bytes ?? [])]).toEqual([0x89, 0x50, 0, 0xff]);
    const marked = files.read('bom.yaml');
    expect(marked).toMatchObject({ kind: 'file', text: '\uFEFFx: 1\n' });
    expect('bytes' in marked).toBe(false);
  });

  test('a pipe does not block, a circle of links is an error, a name with a zero byte too', () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('loop', join(root, 'loop'));
    const files = createNodeFiles(root);
    expect(files.read('pipe')).toMatchObject({ kind: 'failed', reason: { code: 'unreadable', file: 'pipe' } });
    expect(files.read('loop')).toMatchObject({ kind: 'failed', reason: { code: 'unreadable', detail: 'its links go in a circle' } });
    expect(files.read('a\0b')).toMatchObject({ kind: 'failed', reason: { code: 'unreadable' } });
  });

  test('a file above the limit is refused with its size, on disk and unsaved, and one of just that size is read', () => {
    writeFileSync(join(root, 'large.yaml'), 'x'.repeat(2 * MEGABYTE + 1));
    writeFileSync(join(root, 'full.yaml'), 'x'.repeat(2 * MEGABYTE));
    const files = createNodeFiles(root, { maxBytes: 2 * MEGABYTE });
    const detail = 'it has 2.01 MB, and plumbline.maxFileSizeMegabytes allows 2';
    const refused = { kind: 'failed', reason: { code: 'fileTooLarge', file: 'large.yaml', subject: 'large.yaml', detail } };
    expect(files.read('large.yaml')).toEqual(refused);
    expect(files.read('full.yaml').kind).toBe('file');
    files.overlay('large.yaml', 'x: 1\n');
    expect(files.read('large.yaml').kind).toBe('file');
    files.overlay('large.yaml', 'ä'.repeat(MEGABYTE + 1));
    expect(files.read('large.yaml')).toEqual(refused);
    expect(createNodeFiles(root).read('large.yaml').kind).toBe('file');
  });

  test('a file that may not be read', () => {
    writeFileSync(join(root, 'closed.yaml'), 'x: 1\n');
    chmodSync(join(root, 'closed.yaml'), 0);
    chmodSync(parent, 0o755);
    const answer = asOrdinaryUser(() => createNodeFiles(root).read('closed.yaml'));
    expect(answer).toEqual({
      kind: 'failed',
      reason: { code: 'unreadable', file: 'closed.yaml', subject: 'closed.yaml', detail: 'permission denied' },
    });
  });
});

describe('list', () => {
  test('files and folders, through links; a link to a folder above is no folder to walk into', () => {
    symlinkSync('web', join(root, 'apps/linked'));
    symlinkSync('..', join(root, 'apps/up'));
    symlinkSync('nowhere', join(root, 'apps/broken'));
    const listed = createNodeFiles(root).list('apps');
    const entries = listed.kind === 'directory' ? [...listed.entries].sort((a, b) => a.name.localeCompare(b.name)) : [];
    expect(entries).toEqual([
      { name: 'broken', kind: 'file' },
      { name: 'linked', kind: 'directory' },
      { name: 'up', kind: 'file' },
      { name: 'web', kind: 'directory' },
    ]);
  });

  test('what is not a folder is absent', () => {
    const files = createNodeFiles(root);
    expect(files.list('nowhere')).toEqual({ kind: 'absent' });
    expect(files.list('apps/web/kustomization.yaml')).toEqual({ kind: 'absent' });
  });

  test('a new file appears', () => {
    const files = createNodeFiles(root);
    expect(names(files.list('apps/web'))).toEqual(['kustomization.yaml']);
    writeFileSync(join(root, 'apps/web/new.yaml'), '');
    expect(names(files.list('apps/web'))).toEqual(['kustomization.yaml', 'new.yaml']);
  });
});

describe('overlay', () => {
  test('covers the file until it is taken off, with the same version for the same text', () => {
    const files = createNodeFiles(root);
    const saved = files.read('apps/web/kustomization.yaml');
    files.overlay('apps/web/kustomization.yaml', 'resources: [a.yaml]\n');
    expect(files.read('apps/web/kustomization.yaml')).toMatchObject({ kind: 'file', text: 'resources: [a.yaml]\n' });
    files.overlay('apps/web/kustomization.yaml', 'resources: []\n');
    expect(files.read('apps/web/kustomization.yaml')).toEqual(saved);
    files.overlay('apps/web/kustomization.yaml', undefined);
    expect(files.read('apps/web/kustomization.yaml')).toEqual(saved);
  });

  test('a buffer that was never saved is listed', () => {
    const files = createNodeFiles(root);
    files.overlay('apps/web/new.yaml', 'x: 1\n');
    expect(names(files.list('apps/web'))).toEqual(['kustomization.yaml', 'new.yaml']);
  });
});

describe('check: forget', () => {
  test('what was read stays until it is forgotten', () => {
    const files = createNodeFiles(root, { check: 'forget' });
    writeFileSync(join(root, 'a.yaml'), 'x: 1\n');
    files.read('a.yaml');
    expect(files.read('later.yaml')).toEqual({ kind: 'absent' });
    writeFileSync(join(root, 'a.yaml'), 'x: 2\n');
    writeFileSync(join(root, 'later.yaml'), 'y: 1\n');
    expect(files.read('a.yaml')).toMatchObject({ text: 'x: 1\n' });
    files.forget(['a.yaml']);
    expect(files.read('a.yaml')).toMatchObject({ text: 'x: 2\n' });
    expect(files.read('later.yaml')).toEqual({ kind: 'absent' });
    files.forget();
    expect(files.read('later.yaml')).toMatchObject({ text: 'y: 1\n' });
  });
});

function version(answer: { kind: string; version?: string }): string | undefined {
  return answer.version;
}

function names(answer: ReturnType<ReturnType<typeof createNodeFiles>['list']>): string[] {
  return answer.kind === 'directory' ? answer.entries.map((entry) => entry.name).sort() : [];
}

/** The superuser may read anything, so the check is made as somebody else. */
function asOrdinaryUser<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}
