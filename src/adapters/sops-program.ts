// Runs the user's own sops to decrypt what was asked for: without a shell, with an end, from a folder of nobody's; what it prints is kept nowhere.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, type Failure } from '../engine/model';
import type { Answer, Decryptor, Encrypted } from '../engine/ports';

/** A key may be in a cloud, or on a card that wants to be touched. */
const TIMEOUT_MILLISECONDS = 60_000;
/** The controller decrypts no larger ones. Source: kustomize-controller v1.9.5, `internal/decryptor/decryptor.go`. */
const LARGEST = 5 * 1024 * 1024;

/** @param program its name on the PATH, or a path. */
export function createSops({ program = 'sops', timeoutMilliseconds = TIMEOUT_MILLISECONDS } = {}): Decryptor {
  return {
    async decrypt({ content, from, to }: Encrypted, signal: AbortSignal): Promise<Answer<Uint8Array>> {
      const size = Buffer.byteLength(content);
      if (size > LARGEST)
        return { kind: 'failed', reason: { code: 'tooLarge', subject: '5 MB', detail: 'the controller decrypts no larger file' } };
      // Older versions read no standard input. The file holds what Git holds; its folder is no one's but the user's, and has no settings of SOPS.
      const folder = await mkdtemp(join(tmpdir(), 'plumbline-sops-'));
      try {
        const file = join(folder, 'encrypted');
        await writeFile(file, content, { mode: 0o600 });
        // What kustomize changes of an object breaks the code over all of it: the controller does not check it either.
        const args = ['--decrypt', '--ignore-mac', '--input-type', from, '--output-type', to, file];
        return await run(program, args, { cwd: folder, signal, timeout: timeoutMilliseconds });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

interface RunOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly timeout: number;
}

function run(program: string, args: readonly string[], options: RunOptions): Promise<Answer<Uint8Array>> {
  const { signal } = options;
  const settings = { ...options, maxBuffer: 2 * LARGEST, encoding: 'buffer', killSignal: 'SIGKILL' } as const;
  return new Promise((done, cancelled) => {
    const child = execFile(program, [...args], settings, (error, stdout, stderr) => {
      if (signal.aborted) cancelled(new CancelledError());
      else if (error === null) done({ kind: 'answer', value: new Uint8Array(stdout) });
      else done({ kind: 'failed', reason: reasonOf(error, program, stderr.toString('utf8')) });
    });
    // It must not wait for somebody to type a passphrase.
    child.stdin?.end();
  });
}

function reasonOf(
  error: Error & { readonly code?: unknown; readonly killed?: boolean | undefined },
  program: string,
  said: string,
): Failure {
  if (error.code === 'ENOENT') return { code: 'programMissing', subject: program };
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { code: 'tooLarge', subject: '10 MB', detail: 'what sops prints' };
  if (error.killed === true) return { code: 'timeout', subject: program };
  if (typeof error.code === 'number') return { code: 'decryptionFailed', detail: shortened(said) };
  return { code: 'programFailed', subject: program, detail: error.message };
}

const MOST = 300;

/** SOPS tells of each key what it tried, line by line; what cannot be read in a sentence is left out. */
function shortened(said: string): string {
  const reasons = said
    .split('\n')
    .map((line) => line.replace(/^[\s|-]+/, '').trim())
    .filter((line) => line !== '' && !/^(?:Group \d+|Recovery failed|order for SOPS|but none were|.*: FAILED$)/.test(line));
  const text = reasons.join(' ');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
