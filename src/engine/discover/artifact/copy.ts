// One copy rule of an artifact, with the ways of `cp`: a file or a folder by its name, or what a pattern matches.
import type { CopyRule } from '../../model';
import { baseName, entryPath, isWithin, join, parentOf, segments } from '../paths';
import { type ArtifactFile, type Read, Refusal } from './file';
import { hasTooManyAlternatives, nameGlob, pathMatcher } from './globs';
import { mergedFile } from './merge';
import { kindAt, type SourceTree } from './source-tree';

/** What the rules before have put together; `.` is among the folders. */
export interface Staged {
  readonly files: Map<string, ArtifactFile>;
  readonly folders: Set<string>;
}

type ReadText = (file: ArtifactFile) => Read | undefined;

/** @throws Refusal where source-watcher gives up. */
export function copyInto(staged: Staged, rule: CopyRule, source: SourceTree, read: ReadText): void {
  const { pattern, to } = rule;
  if (to.startsWith('/') || to.split('/').includes('..')) throw new Refusal(`${to} is no path within the artifact`);
  if ([pattern, ...rule.exclude].some(hasTooManyAlternatives)) throw new Refusal('a pattern has more than 20 alternatives in braces');
  const copy: Copy = { staged, rule, source, read, isExcluded: excluded(rule.exclude) };
  if (/[*?[\]]/.test(pattern)) copyMatches(copy, join('.', to));
  else copyNamed(copy, join('.', to));
}

interface Copy {
  readonly staged: Staged;
  readonly rule: CopyRule;
  readonly source: SourceTree;
  readonly read: ReadText;
  /** @param base the part of the source that patterns may start from, besides its top. */
  isExcluded(path: string, base: string): boolean;
}

function copyNamed(copy: Copy, to: string): void {
  const { rule, source, staged } = copy;
  const path = rule.pattern.startsWith('/') ? '..' : join('.', rule.pattern);
  const kind = path.startsWith('..') ? undefined : kindAt(path, source);
  if (kind === undefined) {
    if (rule.optional && !path.startsWith('..')) return;
    throw new Refusal(`its source has no ${rule.pattern}`);
  }
  if (kind === 'directory') {
    copyFolder(copy, path, path === '.' ? to : join(to, baseName(path)), path);
    return;
  }
  if (copy.isExcluded(path, '.')) return;
  const isInto = rule.to === '' || rule.to.endsWith('/') || staged.folders.has(to);
  put(copy, path, isInto ? join(to, baseName(path)) : to);
}

/** Of `folder/**` the folder's own path is dropped; of whatever else a pattern matches, all of it is kept. */
function copyMatches(copy: Copy, to: string): void {
  const { pattern, optional } = copy.rule;
  const found = matchesOf(pattern, copy.source);
  const base = selectionRoot(pattern);
  const taken = found.filter((path) => path !== '.' && !copy.isExcluded(path, base));
  if (taken.length === 0 && !optional)
    throw new Refusal(found.length === 0 ? `nothing matches ${pattern}` : `all that matches ${pattern} is excluded`);
  const dropped = pattern.endsWith('/**') ? pattern.slice(0, -2) : undefined;
  for (const path of taken) {
    const at = join(to, dropped !== undefined && path.startsWith(dropped) ? path.slice(dropped.length) : path);
    if (kindAt(path, copy.source) === 'directory') copyFolder(copy, path, at, base);
    else put(copy, path, at);
  }
}

/** What a pattern matches in a source, as Go's fs.Glob lists it: `**` is no more than `*` there, and what leads nowhere matches nothing. @throws Refusal for what is no pattern. */
export function matchesOf(pattern: string, source: SourceTree): readonly string[] {
  const parts = pattern.split('/');
  // Literal folders in front are one path to Go, which takes `.` and nothing like `./a`.
  if (parts[0] === '.' && parts[1] !== undefined && !isLiteral(parts[1])) parts.shift();
  const globs = parts.map((part) => nameGlob(part));
  if (globs.includes(undefined)) throw new Refusal(`${pattern} is no pattern`);
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return [];
  let found: readonly string[] = ['.'];
  parts.forEach((part, depth) => {
    const isLast = depth === parts.length - 1;
    const glob = globs[depth] as RegExp;
    found = found.flatMap((folder) =>
      (source.entries(folder) ?? [])
        .filter(({ name, kind }) => (isLiteral(part) ? name === part : glob.test(name)) && (isLast || kind === 'directory'))
        .map(({ name }) => entryPath(folder, name)),
    );
  });
  return found;
}

function isLiteral(part: string): boolean {
  return !/[*?[\\]/.test(part);
}

/** The folders in front of the first pattern. */
export function selectionRoot(pattern: string): string {
  const parts = segments(join('.', pattern));
  const first = parts.findIndex((part) => /[*?[\]]/.test(part));
  return join('.', (first === -1 ? parts : parts.slice(0, first)).join('/'));
}

function copyFolder(copy: Copy, folder: string, to: string, base: string): void {
  makeFolder(copy.staged, to);
  for (const { name, kind } of copy.source.entries(folder) ?? []) {
    const path = entryPath(folder, name);
    if (copy.isExcluded(path, base)) continue;
    if (kind === 'directory') copyFolder(copy, path, entryPath(to, name), base);
    else put(copy, path, entryPath(to, name));
  }
}

function put({ staged, rule, source, read }: Copy, path: string, to: string): void {
  const file = source.file(path);
  const before = staged.files.get(to);
  if (staged.folders.has(to)) throw new Refusal(`${to} is a folder of the artifact already`);
  if (rule.strategy === 'Merge' && before !== undefined) {
    const [base, over] = [read(before), read(file)];
    // What is not gathered yet is noted, and a link is not there.
    if (base !== undefined && over !== undefined) staged.files.set(to, mergedFile(base, over));
    return;
  }
  makeFolder(staged, parentOf(to));
  if (staged.files.has(parentOf(to))) throw new Refusal(`${parentOf(to)} is a file of the artifact already`);
  staged.files.set(to, file);
}

/** A file in the place of the folder itself is found out only where something is put into it. */
function makeFolder({ files, folders }: Staged, path: string): void {
  if (path === '.' || folders.has(path) || files.has(path)) return;
  const parent = parentOf(path);
  makeFolder({ files, folders }, parent);
  if (files.has(parent)) throw new Refusal(`${parent} is a file of the artifact already`);
  folders.add(path);
}

/** A pattern without a slash also stands for names at any depth. */
function excluded(patterns: readonly string[]): Copy['isExcluded'] {
  const matchers = patterns.map((pattern) => {
    const matches = pathMatcher(pattern);
    if (matches === undefined) throw new Refusal(`${pattern} is no pattern`);
    return pattern.includes('/') ? matches : (path: string) => matches(path) || matches(baseName(path));
  });
  const isMatched = (path: string): boolean => matchers.some((matches) => matches(path));
  return (path, base) =>
    isMatched(path) || (base !== '.' && path !== base && isWithin(path, base) && isMatched(path.slice(base.length + 1)));
}
