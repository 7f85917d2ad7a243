// References to repositories are read as kustomize 5.8.2 reads them: it tells by what it asks of git.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRepository } from '../../../../../src/engine/render/kustomize/remote/repository';
import { inParallel } from '../../../../support/kustomize';
import { oraclePath } from '../../../../support/parts';

let kustomize: string;
let folder: string;
beforeAll(async () => {
  kustomize = await oraclePath('kustomize');
  folder = mkdtempSync(join(tmpdir(), 'plumbline-references-'));
  // Stands in for git, which has nowhere to fetch from: it notes what it is told, and lets every step succeed.
  writeFileSync(join(folder, 'git'), '#!/bin/sh\n{ printf "%s|" "$@"; echo; } >> "$GIT_NOTES"\n');
  chmodSync(join(folder, 'git'), 0o755);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REFERENCES = [
  'github.com/org/repo',
  'github.com/org/repo/',
  'github.com/org/repo//path?ref=v1',
  'github.com/org/repo/deep/path',
  'github.com:org/repo.git//path',
  'GitHub.com/org/repo',
  'github.com/org',
  'www.github.com/org/repo',
  'https://github.com/org/repo.git?ref=main&timeout=90s&submodules=false',
  'http://github.com/org/repo/path',
  'https://github.com/org/repo//path/?version=v2',
  'https://github.com/org/repo//path?version=v2&ref=v3',
  'HTTPS://Example.com/org/repo',
  'https://example.com/org/repo/path/to',
  'https://example.com/org/repo.git/path/to',
  'https://example.com/group/sub/repo.git//path',
  'https://example.com/group/sub/repo//path/../other',
  'https://example.com/org/repo//../path',
  'https://example.com/org/repo//a/../../path',
  'https://example.com/org',
  'https://example.com?ref=v1',
  'https://example.com/org/repo?ref=a%2Fb+c',
  'https://example.com/org/repo?ref=%zz',
  'https://example.com/org/repo?ref=a;b',
  'https://example.com/org/repo?ref=v1?ref=v2',
  'https://example.com/org/repo#fragment',
  'https://user:secret@example.com/org/repo//path',
  'https://user@example.com/org/repo//path',
  'https://dev.azure.com/org/project/_git/repo/path?version=v1',
  'https://user@dev.azure.com/org/project/_git/repo',
  'git@github.com:org/repo.git//path?ref=v1',
  'git@github.com/org/repo/path',
  'org-123@github.com:org/repo',
  'git@example.com:org/repo.git',
  'git@example.com/org/repo//path',
  'git@example.com:22/org/repo.git',
  'git_user@example.com:org/repo.git',
  'example.com:org/repo.git',
  'ssh://git@example.com:2222/org/repo.git//path?ref=v1',
  'ssh://git@github.com/org/repo.git',
  'ssh://github.com/org/repo',
  'ssh://example.com',
  'git::https://example.com/org/repo//path?ref=v1',
  'GIT::git@github.com:org/repo',
  'git::___',
  'file:///srv/git/repo',
  'file:///srv/git/repo.git/path?ref=main',
  'file:///srv/git/repo//path',
  'file:////srv//git/repo',
  'file://relative/repo.git//path',
  'file://',
  'gh:org/repo',
  'ftp://example.com/org/repo',
  'src/github.com/org/repo',
  'https://',
  'git@',
  'https://example.com//org/repo',
  'https://example.com/org/my.github.io/path',
  'https://example.com/org/repo?submodules=0',
  'https://example.com/org/repo?submodules=perhaps',
];

describe('references to repositories', () => {
  it('are told from paths, and taken apart, as kustomize does', async () => {
    const differing: string[] = [];
    await inParallel([...REFERENCES.keys()], 2, async (index) => {
      const reference = REFERENCES[index] as string;
      const [real, ours] = [await asked(reference, join(folder, `notes-${index}`)), expected(reference)];
      if (JSON.stringify(real) !== JSON.stringify(ours))
        differing.push(`${reference}: ${JSON.stringify(real)} and not ${JSON.stringify(ours)}`);
    });
    expect(differing).toEqual([]);
  }, 120_000);

  it('say how long git may take', () => {
    const times = ['61', '61s', '1m30s', '1.5h', '500ms', '0', '-5s', 'soon', '5 s', '+7', '1s2', ''].map(
      (timeout) => parseRepository(`https://example.com/org/repo?timeout=${encodeURIComponent(timeout)}`)?.timeoutMilliseconds,
    );
    expect(times).toEqual([61_000, 61_000, 90_000, 5_400_000, 500, 27_000, 27_000, 27_000, 27_000, 7000, 27_000, 27_000]);
  });
});

type Asked = 'no repository' | { readonly url: string; readonly ref: string; readonly submodules: boolean; readonly folder: string };

/** What kustomize has git do. It finds no kustomization in what git did not fetch, and says where it looked. */
function asked(reference: string, notes: string): Promise<Asked> {
  return new Promise((done) => {
    const env = { PATH: `${folder}:/usr/bin:/bin`, GIT_NOTES: notes, TMPDIR: folder };
    execFile(kustomize, ['build', reference], { env, cwd: folder }, (_error, _output, words) => {
      const lines = existsSync(notes) ? readFileSync(notes, 'utf8').split('\n') : [];
      const [, , url, ref] = (lines.find((line) => line.startsWith('fetch|')) ?? '').split('|');
      if (url === undefined || ref === undefined) return done('no repository');
      const [, path = ''] = /kustomize-\d+\/?([^':]*?)(?:'|: no such)/.exec(words) ?? [];
      done({ url, ref, submodules: lines.includes('submodule|update|--init|--recursive|'), folder: path });
    });
  });
}

function expected(reference: string): Asked {
  const repository = parseRepository(reference);
  if (repository === undefined) return 'no repository';
  const { host, path, ref, submodules } = repository;
  const normal = join('/', repository.folder).slice(1).replace(/\/$/, '');
  return { url: host + path, ref: ref === '' ? 'HEAD' : ref, submodules, folder: normal };
}
