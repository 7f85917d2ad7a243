// What V8 compiled in an earlier run of the same verb, kept in the user's cache folder.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Compiled code by the names of the files that it was compiled from. */
export type KeptCode = ReadonlyMap<string, Buffer>;

const LONGEST_UNCHANGED = 30 * 24 * 60 * 60 * 1000;

/** Nothing where there is no such file, or one that was not written to its end. */
export function readKeptCode(path: string): KeptCode {
  try {
    return unpack(readFileSync(path));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return new Map();
  }
}

/** Whoever has no place to write goes without: all that is lost is time. */
export function writeKeptCode(path: string, code: KeptCode): void {
  try {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Another process may read it, or write the same, at this moment.
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, pack(code), { mode: 0o600 });
    renameSync(unfinished, path);
    removeOld(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** A line of JSON with names and lengths, and then the code. */
function pack(code: KeptCode): Buffer {
  const header = JSON.stringify([...code].map(([name, { length }]) => [name, length]));
  return Buffer.concat([Buffer.from(`${header}\n`), ...code.values()]);
}

function unpack(packed: Buffer): KeptCode {
  const code = new Map<string, Buffer>();
  let at = packed.indexOf(10) + 1;
  for (const [name, length] of JSON.parse(packed.toString('utf8', 0, at)) as readonly (readonly [string, number])[]) {
    code.set(name, packed.subarray(at, at + length));
    at += length;
  }
  return at === packed.length ? code : new Map();
}

/** What other builds left behind. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > LONGEST_UNCHANGED) rmSync(path);
  }
}
