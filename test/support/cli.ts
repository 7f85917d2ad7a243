// The bundled command line, run as a process of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export const projectRoot = resolve(import.meta.dirname, '../..');

/** Bundles what starts the command line and what it runs, as the build does. @returns the path of the file to run. */
export async function buildCli(): Promise<string> {
  // Inside node_modules, so that the bundle finds the Kubernetes client, which is a part of its own in the real build too.
  const cache = join(projectRoot, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, 'cli-'));
  await build({
    absWorkingDir: projectRoot,
    entryPoints: { cli: 'src/cli.ts', 'command-line/main': 'src/cli/main.ts' },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    external: ['@kubernetes/client-node'],
    define: { BUILD: '""' },
    logLevel: 'warning',
  });
  return join(outdir, 'cli.js');
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function runCli(bundle: string, args: readonly string[], options: CliOptions): Promise<CliResult> {
  return new Promise((done, failed) => {
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      KUBECONFIG: '/nowhere/kubeconfig',
      ...options.env,
    };
    const child = spawn(process.execPath, [bundle, ...args], { cwd: options.cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, stdout, stderr }));
    child.stdin.end(options.input ?? '');
  });
}
