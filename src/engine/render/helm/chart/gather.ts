// Gathers the files of a chart's folder through the Files port, without what .helmignore leaves out.
import { FailureError } from '../../../model';
import { join } from '../../../discover/paths';
import type { Files } from '../../../ports';
import { ChartFile } from './chart-file';
import { type Ignored, readIgnoreRules } from './ignore';
import { listFolder, type Reads, readFile } from './reads';

/** Helm 3 takes no larger file, Helm 4 no larger chart. Source: `MaxDecompressedFileSize` and `MaxDecompressedChartSize` of their loaders. */
const LARGEST_FILE = 5 * 1024 * 1024;
const LARGEST_CHART = 100 * 1024 * 1024;

/**
 * The files below `folder`, in the order of a walk through sorted folders. What is not gathered yet is noted in `reads` and left out.
 * @param isUnpacked whether it was an archive: whoever packed it has left out what .helmignore names, and nobody looks at that again.
 * @throws FailureError for what cannot be read.
 */
export function gatherFolder(files: Files, reads: Reads, folder: string, helm: 3 | 4, isUnpacked = false): readonly ChartFile[] {
  const ignored = isUnpacked ? () => false : ignoredIn(files, reads, folder);
  const walk: Walk = { files, reads, folder, helm, ignored, found: [], size: 0 };
  walkFolder(walk, '');
  return walk.found;
}

function ignoredIn(files: Files, reads: Reads, folder: string): Ignored {
  const file = join(folder, '.helmignore');
  const rules = readFile(files, reads, file);
  if (rules.kind === 'failed') throw new FailureError(rules.reason);
  return readIgnoreRules(rules.kind === 'file' ? rules.text : undefined, file);
}

interface Walk {
  readonly files: Files;
  readonly reads: Reads;
  readonly folder: string;
  readonly helm: 3 | 4;
  readonly ignored: Ignored;
  readonly found: ChartFile[];
  size: number;
}

function walkFolder(walk: Walk, folder: string): void {
  const listed = listFolder(walk.files, walk.reads, join(walk.folder, folder));
  if (listed.kind === 'failed') throw new FailureError(listed.reason);
  if (listed.kind !== 'directory') return;
  for (const { name, kind } of [...listed.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = folder === '' ? name : `${folder}/${name}`;
    if (walk.ignored(inner, kind === 'directory')) continue;
    if (kind === 'directory') walkFolder(walk, inner);
    else takeFile(walk, inner);
  }
}

function takeFile(walk: Walk, name: string): void {
  const path = join(walk.folder, name);
  const answer = readFile(walk.files, walk.reads, path);
  if (answer.kind === 'failed') throw new FailureError({ file: path, ...answer.reason });
  if (answer.kind !== 'file') return;
  const size = answer.bytes?.length ?? answer.text.length;
  if (walk.helm === 3 && size > LARGEST_FILE) throw new FailureError({ code: 'tooLarge', file: path, subject: '5 MB' });
  walk.size += size;
  if (walk.size > LARGEST_CHART) throw new FailureError({ code: 'tooLarge', file: walk.folder, subject: '100 MB' });
  const { from } = answer;
  const [origin, lines] = from === undefined ? [path] : 'file' in from ? [from.file] : [path, from.lines];
  walk.found.push(new ChartFile(name, origin, answer.bytes ?? answer.text, lines));
}
