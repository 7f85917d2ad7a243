// What is different on a terminal: colours, masks, Ctrl-C.
import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cliFixture, PRODUCTION } from '../support/cli-fleet';
import { writeTree } from '../support/helm-template';

const fixture = cliFixture();

describe('the terminal', () => {
  test('no colours and no progress where the output is not a terminal', async () => {
    const { stdout, stderr } = await fixture.cli(['environments']);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('on a terminal: colours unless they are refused, and Secrets masked unless they are asked for', async () => {
    expect(await onTerminal(['environments'])).toContain('\u001b[1mproduction\u001b[0m');
    expect(await onTerminal(['environments', '--no-color'])).not.toContain('\u001b[1m');
    expect(await onTerminal(['environments'], { NO_COLOR: '1' })).not.toContain('\u001b[1m');
    const masked = await onTerminal(['render', PRODUCTION]);
    expect(masked).toContain('password: ••••••••');
    expect(masked).not.toContain('correct-horse');
    expect(await onTerminal(['render', PRODUCTION, '--show-secrets'])).toContain('correct-horse');
    const batch = await onTerminal(['render', '--batch'], {}, `${PRODUCTION}\n`);
    expect(batch).toContain('password: ••••••••');
    expect(batch).not.toContain('correct-horse');
    expect(await onTerminal(['render', '--batch', '--show-secrets'], {}, `${PRODUCTION}\n`)).toContain('correct-horse');
  });

  test('on a terminal: what a chart’s Secrets hold is masked wherever it lands', async () => {
    writeTree(fixture.repo.root, {
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'chart/values.yaml': 'password: correct-horse\n',
      'chart/templates/all.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\nstringData:\n  password: {{ .Values.password }}\n---\n' +
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  url: https://user:{{ .Values.password }}@db\n',
    });
    const masked = await onTerminal(['helm', 'chart']);
    expect(masked).toContain('password: ••••••••');
    expect(masked).toContain('name: web');
    expect(masked).not.toContain('correct-horse');
    expect(await onTerminal(['helm', 'chart', '--show-secrets'])).toContain('correct-horse');
    const batch = await onTerminal(['helm', '--batch'], {}, '{"chart":"chart"}\n');
    expect(batch).toContain('••••••••');
    expect(batch).not.toMatch(/password: correct-horse|user:correct-horse/);
  });

  test('Ctrl-C ends a command that waits', async () => {
    const child = spawn(process.execPath, [fixture.bundle, 'render', '--batch'], {
      cwd: fixture.repo.root,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write(`${PRODUCTION}\n`);
    await new Promise((done) => child.stdout.once('data', done));
    child.kill('SIGINT');
    expect(await new Promise((done) => child.on('close', (_code, signal) => done(signal)))).toBe('SIGINT');
  });
});

/** Runs the command on a terminal of its own, which util-linux's `script` makes. */
function onTerminal(args: readonly string[], env: Record<string, string> = {}, input?: string): Promise<string> {
  const command = [process.execPath, fixture.bundle, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const quoted = input === undefined ? command : `printf '${input.replaceAll('\n', '\\n')}' | ${command}`;
  return new Promise((done, failed) => {
    const child = spawn('script', ['-qec', quoted, '/dev/null'], {
      cwd: fixture.repo.root,
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '', ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', failed);
    child.on('close', () => done(output));
  });
}
