// Unpacks a packaged chart (.tgz) in memory, within limits, and refuses what would reach outside the chart.
import { Inflate, type ZStream } from 'pako';
import { type Failure, FailureError } from '../../../model';
import { join } from '../../../discover/paths';
import type { Budget } from '../go/values';
import { ChartFile } from './chart-file';
import { readTar, type Tar, type TarEntry, TarError } from './tar';

/** Helm's own limit for a chart. Source: `MaxDecompressedChartSize` in helm's chart loader. */
const LARGEST_CHART = 100 * 1024 * 1024;
/** Helm 3 takes no larger file. Source: its `MaxDecompressedFileSize`. */
const LARGEST_FILE = 5 * 1024 * 1024;
const TAR_OVERHEAD = 4 * 1024 * 1024;
const CHUNK = 256 * 1024;
const NO_HEADER = 'incorrect header check';

/**
 * The files of a packaged chart, named as within the chart's folder.
 * @param path what the archive is called in origins and failures.
 * @param pass told of what was unpacked, piece by piece; may throw to end it.
 * @param helm whose limits count.
 * @throws FailureError with `archiveInvalid` or `tooLarge`.
 */
export function unpackChart(
  archive: Uint8Array,
  path: string,
  pass: Budget['pass'] = () => undefined,
  helm: 3 | 4 = 4,
): readonly ChartFile[] {
  const files: ChartFile[] = [];
  for (const entry of entriesOf(archive, path, pass)) {
    if (entry.kind === 'directory') continue;
    const name = nameInChart(entry, path);
    if (helm === 3 && entry.data.length > LARGEST_FILE) throw tooLarge(`${path}/${entry.name}`, '5 MB');
    files.push(new ChartFile(name, `${path}/${entry.name}`, entry.data));
  }
  if (files.length === 0) throw refused(path, 'it holds no files');
  return files;
}

interface Inflated {
  readonly bytes: Uint8Array;
  /** Whether something else stands behind what is compressed. */
  readonly hasMore: boolean;
}

function inflate(archive: Uint8Array, path: string, pass: Budget['pass']): Inflated {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) throw refused(path, 'it is not a gzipped archive');
  const chunks: Uint8Array[] = [];
  let size = 0;
  const inflater = new Inflate({ chunkSize: CHUNK });
  let stream: ZStream | undefined;
  inflater.onStart = (started) => {
    stream = started;
  };
  inflater.onData = (chunk) => {
    size += chunk.length;
    if (size > LARGEST_CHART + TAR_OVERHEAD) throw tooLarge(path);
    pass(chunk.length);
    chunks.push(chunk);
  };
  // Called even where it failed, and would glue the chunks once more.
  inflater.onEnd = () => undefined;
  inflater.push(archive, true);
  // Behind the end of one compressed piece the library looks for the header of another.
  const hasMore = inflater.msg === NO_HEADER && stream !== undefined && stream.total_out === 0 && (stream.next_out > 0 || size > 0);
  if (hasMore) {
    if (stream !== undefined && stream.next_out > 0) inflater.onData(stream.output.subarray(0, stream.next_out));
  } else if (inflater.err !== 0) throw refused(path, inflater.msg === '' ? 'its compression is broken' : inflater.msg);
  else if (!inflater.ended) throw refused(path, 'it is cut off');
  return { bytes: joined(chunks, size), hasMore };
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** What stands behind the end of the tar archive nobody looks at, as in Helm. */
function entriesOf(archive: Uint8Array, path: string, pass: Budget['pass']): readonly TarEntry[] {
  const { bytes, hasMore } = inflate(archive, path, pass);
  let tar: Tar;
  try {
    tar = readTar(bytes);
  } catch (error) {
    if (error instanceof TarError) throw refused(path, error.message);
    throw error;
  }
  if (hasMore && !tar.hasEnd) throw refused(path, NO_HEADER);
  return tar.entries;
}

/** Source: `LoadArchiveFiles` of helm's chart loader; links, which it reads as empty files, are refused here. */
function nameInChart(entry: TarEntry, path: string): string {
  const delimiter = entry.name.includes('\\') ? '\\' : '/';
  const [top, ...rest] = entry.name.split(delimiter);
  if (entry.kind === 'other') throw refused(path, `it holds a link or a device, “${entry.name}”`);
  if (top === 'Chart.yaml') throw refused(path, 'its Chart.yaml is not in a folder');
  const name = rest.join('/');
  const clean = join('.', name);
  if (name.startsWith('/') || /^[A-Za-z]:\//.test(clean)) throw refused(path, `it holds an absolute path, “${entry.name}”`);
  if (clean === '.' || clean.startsWith('..')) throw refused(path, `it reaches outside the chart, “${entry.name}”`);
  return clean;
}

function refused(subject: string, detail: string): FailureError {
  const failure: Failure = { code: 'archiveInvalid', file: subject, subject, detail };
  return new FailureError(failure);
}

function tooLarge(file: string, subject = '100 MB'): FailureError {
  return new FailureError({ code: 'tooLarge', file, subject });
}
