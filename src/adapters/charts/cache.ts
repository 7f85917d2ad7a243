// Fetched charts on disk: archives named by their digest, and for each reference the archive that it came to.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChartAnswer, ChartReference, FetchedChart } from '../../engine/ports';
import { wordsOf } from '../live/failures';
import { withoutCredentials } from '../http/download';

export interface ChartCache {
  read(reference: ChartReference): ChartAnswer;
  /** @throws where the folder cannot be written. */
  write(reference: ChartReference, chart: FetchedChart): void;
}

/** `archives/<sha256>.tgz` and `references/<sha256 of the reference>.json` below `folder`; other processes may use the same. */
export function createChartCache(folder: string): ChartCache {
  /** Archives that were checked against their name. */
  const known = new Map<string, FetchedChart>();
  return {
    read(reference) {
      try {
        const target = readReference(folder, reference);
        if (target === undefined) return { kind: 'absent' };
        const chart = known.get(target.digest) ?? readArchive(folder, target);
        if (chart === undefined) return { kind: 'absent' };
        known.set(target.digest, chart);
        return { kind: 'chart', chart };
      } catch (error) {
        return { kind: 'failed', reason: { code: 'unreadable', subject: reference.name, detail: wordsOf(error) } };
      }
    },
    write(reference, chart) {
      writeWhole(archiveFile(folder, chart.digest), chart.archive);
      const { version, digest } = chart;
      const asked = { repository: withoutCredentials(reference.repository), name: reference.name, version: reference.version };
      writeWhole(referenceFile(folder, reference), JSON.stringify({ ...asked, resolved: { version, digest } }));
      known.set(digest, chart);
    },
  };
}

/** `sha256:` and the hexadecimal digest of some bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

interface Target {
  readonly version: string;
  readonly digest: string;
}

function readReference(folder: string, reference: ChartReference): Target | undefined {
  const text = readIfThere(referenceFile(folder, reference));
  if (text === undefined) return undefined;
  const { resolved }: { resolved?: Partial<Target> } = JSON.parse(Buffer.from(text).toString('utf8'));
  const { version, digest } = resolved ?? {};
  return typeof version === 'string' && typeof digest === 'string' && DIGEST.test(digest) ? { version, digest } : undefined;
}

/** An archive that is not what its name says was damaged on disk, and counts as not fetched. */
function readArchive(folder: string, { version, digest }: Target): FetchedChart | undefined {
  const archive = readIfThere(archiveFile(folder, digest));
  return archive === undefined || digestOf(archive) !== digest ? undefined : { archive, version, digest };
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

function archiveFile(folder: string, digest: string): string {
  return join(folder, 'archives', `${digest.slice('sha256:'.length)}.tgz`);
}

/** Passwords in the address do not tell references apart, and are not written. */
function referenceFile(folder: string, { repository, name, version, chosenBy, tagFilter = '', isPlainHttp }: ChartReference): string {
  const how = [...(chosenBy === undefined ? [] : [chosenBy, tagFilter]), ...(isPlainHttp ? ['http'] : [])];
  const key = [withoutCredentials(repository).replace(/\/+$/, ''), name, version, ...how].join('\0');
  return join(folder, 'references', `${createHash('sha256').update(key).digest('hex')}.json`);
}

function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** In one step, so that nobody ever reads half of it. */
function writeWhole(file: string, content: Uint8Array | string): void {
  const temporary = `${file}.${randomUUID()}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
