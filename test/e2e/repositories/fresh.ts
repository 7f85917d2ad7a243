// Makes a Git repository of a map of files, for the workbench to open.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { git } from '../../support/workbench';

const REPOSITORIES = resolve(import.meta.dirname, '../../../test-results/e2e/repositories');

/** A repository on branch `main` with everything committed, and a remote that nothing fetches from. @returns its folder */
export function freshRepository(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(REPOSITORIES, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  for (const [key, value] of Object.entries({ 'user.name': 'Plumb', 'user.email': 'plumb@example.org', 'commit.gpgsign': 'false' }))
    git(folder, 'config', key, value);
  git(folder, 'remote', 'add', 'origin', 'https://git.example.org/plumb/shop.git');
  commitFiles(folder, files);
  return folder;
}

/** A branch that shares no history with the others, and holds these files alone. */
export function orphanBranch(folder: string, branch: string, files: Readonly<Record<string, string>>): void {
  git(folder, 'switch', '--quiet', '--orphan', branch);
  commitFiles(folder, files);
  git(folder, 'switch', '--quiet', 'main');
}

function commitFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Start');
}
