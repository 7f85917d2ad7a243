// The real SOPS, with an age key that was made for these tests.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const KEY = 'AGE-SECRET-KEY-1JNVQFTMZC7A73QC2X5S3HVSKLTYDVF22D7QLY54CAYLEYQXWQE6SZX888S';
const RECIPIENT = 'age1hsnr464h2pm7hdce93etqc5de62696jzc5n42hk5sm8z70u05ahskxsgq0';

export interface Sops {
  /** What SOPS makes of a text. */
  encrypt(name: string, content: string | Uint8Array, ...flags: readonly string[]): string;
  /** What a program needs to decrypt it: sops on the PATH, and the key. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same without the key. */
  readonly withoutKey: Readonly<Record<string, string>>;
}

export async function openSops(): Promise<Sops> {
  // What builds the parts cannot be loaded in the extension host.
  const { oraclePath } = await import('./parts');
  return sopsAt(await oraclePath('sops'));
}

/** @param program absolute path of it. */
export function sopsAt(program: string): Sops {
  const PATH = [dirname(program), process.env.PATH].join(delimiter);
  return {
    encrypt(name, content, ...flags) {
      const folder = mkdtempSync(join(tmpdir(), 'sops-'));
      try {
        writeFileSync(join(folder, name), content);
        const args = ['encrypt', '--age', RECIPIENT, ...flags, name];
        return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    environment: { PATH, SOPS_AGE_KEY: KEY },
    withoutKey: { PATH, HOME: '/nowhere', SOPS_AGE_KEY: '' },
  };
}
