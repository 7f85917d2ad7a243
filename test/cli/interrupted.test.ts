// Ctrl-C ends the command at once, in the middle of a long render as while something is fetched. Real processes, real signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCli } from '../support/cli';
import { type GitServer, serveGit } from '../support/git-http';
import { type GitRepo, gitRepo } from '../support/git-repo';

let bundle: string;
let cache: string;
let fleet: GitRepo;
const started: ChildProcess[] = [];
beforeAll(async () => {
  bundle = await buildCli();
});
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'plumbline-cache-'));
  fleet = gitRepo();
});
afterEach(() => {
  // One that did not end, which its test has said, would go on for minutes.
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  fleet.remove();
  rmSync(cache, { recursive: true, force: true });
});
afterAll(() => rmSync(join(bundle, '..'), { recursive: true, force: true }));

describe('Ctrl-C', () => {
  for (const args of [
    ['render', 'overlays/prod'],
    ['preview', 'prod'],
    ['diff', 'prod', '--against-rev', 'HEAD'],
  ]) {
    it(`ends ${args.join(' ')} in the middle of a render that would take minutes, with nothing on standard output`, async () => {
      // Every object is patched by every patch, and there is no limit to the size of a file here.
      const objects = Array.from({ length: 20_000 }, (_, index) => configMap(`c${index}`));
      fleet.write('overlays/prod/objects.yaml', objects.join('---\n'));
      const patch = '  - target: {kind: ConfigMap}\n    patch: \'[{"op": "add", "path": "/data/b", "value": "x"}]\'\n';
      fleet.write('overlays/prod/kustomization.yaml', `resources: [objects.yaml]\npatches:\n${patch.repeat(2000)}`);
      fleet.git('add', '-A');
      fleet.git('commit', '-qm', 'Much');
      const child = plumbline(...args);
      const ended = outcome(child);
      await busy(child);
      child.kill('SIGINT');
      expect(await ended).toEqual({ code: null, signal: 'SIGINT', stdout: '', stderr: '' });
    }, 60_000);
  }

  describe('while something is fetched', () => {
    let server: GitServer;
    afterEach(() => server.close());

    for (const args of [['render', 'overlays/prod'], ['preview', 'prod'], ['check']]) {
      it(`ends ${args.join(' ')}, and leaves nothing half fetched`, async () => {
        let asked = (): void => undefined;
        const asking = new Promise<void>((resolve) => {
          asked = resolve;
        });
        server = await serveGit({ root: fleet.root, files: { '/a/b.git/info/refs': () => asked() } });
        fleet.write('overlays/prod/kustomization.yaml', `resources: ["${server.url}/a/b.git?timeout=600"]\n`);
        const child = plumbline(...args);
        const ended = outcome(child);
        await asking;
        child.kill('SIGINT');
        expect(await ended).toEqual({ code: 130, signal: null, stdout: '', stderr: 'cancelled: Cancelled.\n' });
        const incoming = join(cache, 'plumbline/remotes/incoming');
        expect(existsSync(incoming) ? readdirSync(incoming) : []).toEqual([]);
      });
    }
  });
});

function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: one}\n`;
}

function plumbline(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd: fleet.root,
    env: { ...process.env, XDG_CACHE_HOME: cache, GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function outcome(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
}

/** Until the process has worked for longer than it takes to start. */
async function busy(child: ChildProcess): Promise<void> {
  const ticks = (): number => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[11]);
  };
  while (ticks() < 150) await new Promise((resolve) => setTimeout(resolve, 50));
}
