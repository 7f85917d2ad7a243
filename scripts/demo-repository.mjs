// A fresh Git repository with the sample fleet: a short history on `main`, and a bare remote beside it that takes pushes.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

const FLEET = join(root, 'examples/fleet');

/** The fleet's history: what each commit adds, the last one the rest. */
const HISTORY = [
  {
    message: 'Start the fleet: infrastructure, components and bases',
    paths: ['README.md', '.sops.yaml', 'infrastructure', 'components', 'charts', 'tools', 'argocd', ':(glob)apps/*/base/**'],
  },
  {
    message: 'Run the shop in dev and staging',
    paths: ['clusters/dev', 'clusters/staging', ':(glob)apps/*/overlays/dev/**', ':(glob)apps/*/overlays/staging/**'],
  },
  { message: 'Go live: production', paths: ['.'] },
];

/**
 * Make the repository anew at `folder`, and its remote `origin` at `<folder>.git`.
 * @param {{ folder: string, snapshots?: boolean }} options `snapshots: false` leaves out the setting that offers them: there are clusters
 */
export function demoRepository({ folder, snapshots = true }) {
  const remote = `${folder}.git`;
  for (const stale of [folder, remote]) rmSync(stale, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  cpSync(FLEET, folder, { recursive: true });
  if (!snapshots) rmSync(join(folder, '.vscode'), { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  for (const [key, value] of Object.entries({ 'user.name': 'Plumb Shop', 'user.email': 'shop@example.org', 'commit.gpgsign': 'false' })) {
    git(folder, 'config', key, value);
  }
  for (const { message, paths } of HISTORY) {
    git(folder, 'add', '--', ...paths.filter((path) => path.startsWith(':') || existsSync(join(folder, path))));
    git(folder, 'commit', '--quiet', '--message', message);
  }
  git(dirname(folder), 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(folder, 'remote', 'add', 'origin', remote);
  git(folder, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  return { folder, remote };
}

/** Git's output, in `folder`, without the user's own configuration and without the repository that a hook may run us in. */
export function git(folder, ...args) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(inherited), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
