// Real Git repositories in temporary folders, with settings of their own so that the machine's do not matter.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface GitRepo {
  readonly root: string;
  git(...args: string[]): string;
  write(path: string, content: string | Uint8Array): void;
  remove(): void;
}

/** A new repository in a folder whose name has spaces, on branch `main`, with `files` committed where there are any. */
export function gitRepo(files: Readonly<Record<string, string>> = {}): GitRepo {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline test ')));
  const root = join(parent, 'fleet of ships');
  mkdirSync(root);
  const repo: GitRepo = {
    root,
    git: (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', env: isolated(), stdio: ['ignore', 'pipe', 'pipe'] }),
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
  repo.git('init', '-q', '-b', 'main');
  repo.git('config', 'user.name', 'Ada Example');
  repo.git('config', 'user.email', 'ada@example.test');
  repo.git('config', 'commit.gpgsign', 'false');
  for (const [path, content] of Object.entries(files)) repo.write(path, content);
  if (Object.keys(files).length > 0) {
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', 'Start');
  }
  return repo;
}

function isolated(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
}
