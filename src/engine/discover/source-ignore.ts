// What source-controller leaves out of an artifact: files that `.sourceignore` files, a source's `spec.ignore` or its own rules name.
import type { Files } from '../ports';
import { folderPattern } from './application-set/globs';
import { once } from './once';
import { isWithin, join, parentOf, segments } from './paths';
import type { Tree } from './tree';

/** Whether the source's artifact lacks a file of the tree; or a folder itself, whatever is in it. */
export type IsLeftOut = (path: string, isFolder?: boolean) => boolean;

const FILE = '.sourceignore';

/** Source: github.com/fluxcd/pkg/sourceignore v0.18.0. */
const ALWAYS = ['.git/', '.gitignore', '.gitmodules', '.gitattributes'].map((line) => patternOf(line, '.'));
/** Where nobody has rules. */
const DEFAULT = [
  ...['*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip'],
  ...['.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml', 'cloudbuild.yaml'],
  ...['codeship-services.yml', 'codeship-steps.yml', '**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml'],
].map((line) => patternOf(line, '.'));

export interface SourceRules {
  /** The folder that the artifact is made of; `.` for the tree. */
  readonly top?: string | undefined;
  /** `spec.ignore` of the source. */
  readonly ignore?: string | undefined;
  /** The `.sourceignore` files of all folders, also of those that nothing is asked of: with the first pattern in any of them the default ones are off. */
  readonly ruleFiles?: readonly string[] | undefined;
}

/** Where a tree has rules. */
export const ruleFilesIn = once(({ folders }: Tree): readonly string[] =>
  [...folders].flatMap(([folder, entries]) =>
    entries.some(({ name, kind }) => kind === 'file' && name === FILE) ? [join(folder, FILE)] : [],
  ),
);

/**
 * Rules of a user take the place of the default ones. The last pattern that matches decides, also for a file in a folder that is left out; those of `ignore` come last.
 *
 * @param onRead told of each `.sourceignore` that was looked for.
 */
export function sourceIgnore(files: Files, rules: SourceRules = {}, onRead: (path: string) => void = () => {}): IsLeftOut {
  const { top = '.', ignore = '', ruleFiles = [] } = rules;
  const last = patternsIn(ignore, top);
  const known = new Map<string, readonly Pattern[]>();
  const readRules = (path: string): readonly Pattern[] => {
    onRead(path);
    const answer = files.read(path);
    return answer.kind === 'file' ? patternsIn(answer.text, parentOf(path)) : [];
  };
  /** Of the folder and those above it, the outermost first. */
  const within = (folder: string): readonly Pattern[] => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const own = readRules(join(folder, FILE));
    const above = folder === top || folder === '.' ? [] : within(parentOf(folder));
    const all = own.length === 0 ? above : [...above, ...own];
    known.set(folder, all);
    return all;
  };
  let elsewhere: boolean | undefined;
  const hasRules = (): boolean => {
    elsewhere ??= last.length > 0 || ruleFiles.some((path) => readRules(path).length > 0);
    return elsewhere;
  };
  const from = (path: string): string => (top === '.' || !isWithin(path, top) ? path : path.slice(top.length + 1));
  return (path, isFolder = false) => {
    const own = within(parentOf(path));
    if (own.length === 0 && !hasRules()) return isLeftOutByDefault(from(path), isFolder);
    const decides = (pattern: Pattern) => matches(pattern, path, isFolder);
    const always = () => ALWAYS.find((pattern) => matches(pattern, from(path), isFolder));
    const deciding = last.findLast(decides) ?? own.findLast(decides) ?? always();
    return deciding !== undefined && !deciding.takesIn;
  };
}

/** A folder that is left out is there all the same where a file in it is taken in again. */
export function isFolderGone(path: string, list: Files['list'], isLeftOut: IsLeftOut): boolean {
  if (!isLeftOut(path, true)) return false;
  const answer = list(path);
  if (answer.kind !== 'directory') return false;
  return answer.entries.every(({ name, kind }) => {
    const inner = join(path, name);
    return kind === 'file' ? isLeftOut(inner) : isFolderGone(inner, list, isLeftOut);
  });
}

/** Most repositories have no rules, and every render asks for the same paths. */
const byDefault = new Map<string, boolean>();
const MOST_KEPT = 50_000;

/** What every artifact lacks whose source has no rules, and every one that an ArtifactGenerator makes. */
export function isLeftOutByDefault(path: string, isFolder: boolean): boolean {
  const key = isFolder ? `${path}/` : path;
  const known = byDefault.get(key);
  if (known !== undefined) return known;
  if (byDefault.size >= MOST_KEPT) byDefault.clear();
  const leftOut = [...DEFAULT, ...ALWAYS].some((pattern) => matches(pattern, path, isFolder));
  byDefault.set(key, leftOut);
  return leftOut;
}

interface Pattern {
  /** What it is relative to. */
  readonly folder: string;
  readonly parts: readonly string[];
  readonly takesIn: boolean;
  readonly foldersOnly: boolean;
}

function patternsIn(text: string, folder: string): readonly Pattern[] {
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('#') && line.trim() !== '');
  return lines.map((line) => patternOf(line, folder));
}

function patternOf(line: string, folder: string): Pattern {
  const takesIn = line.startsWith('!');
  const trimmed = (takesIn ? line.slice(1) : line).replace(/(?<!\\) +$/, '');
  const foldersOnly = trimmed.endsWith('/');
  return { folder, takesIn, foldersOnly, parts: (foldersOnly ? trimmed.slice(0, -1) : trimmed).split('/') };
}

function matches({ folder, parts, foldersOnly }: Pattern, path: string, isFolder: boolean): boolean {
  if (folder !== '.' && !path.startsWith(`${folder}/`)) return false;
  const names = segments(folder === '.' ? path : path.slice(folder.length + 1));
  const rest = parts.length === 1 ? afterName(parts[0] ?? '', names) : afterParts(parts, names);
  // What is below a match is in a folder; the match itself must be one.
  return rest !== undefined && !(foldersOnly && !isFolder && rest === 0);
}

/** How many names follow the first one that a pattern without a slash matches. */
function afterName(part: string, names: readonly string[]): number | undefined {
  const index = names.findIndex((name) => isMatch(part, name));
  return index === -1 ? undefined : names.length - index - 1;
}

/** How many names are left when every part has found its own; `**` skips any number of them. */
function afterParts(parts: readonly string[], names: readonly string[]): number | undefined {
  let [at, matched, skips] = [0, false, false];
  for (const [index, part] of parts.entries()) {
    if (part === '') skips = false;
    else if (part === '**') {
      if (index === parts.length - 1) break;
      skips = true;
    } else if (part.includes('**') || at >= names.length) return undefined;
    else {
      const found = skips ? names.findIndex((name, place) => place >= at && isMatch(part, name)) : isMatch(part, names[at] ?? '') ? at : -1;
      if (found === -1 && !skips) return undefined;
      matched = found !== -1;
      at = found === -1 ? names.length : found + 1;
      skips = false;
    }
  }
  return matched ? names.length - at : undefined;
}

const compiled = new Map<string, RegExp | undefined>();

function isMatch(part: string, name: string): boolean {
  if (!/[*?[\\]/.test(part)) return part === name;
  if (!compiled.has(part)) compiled.set(part, folderPattern(part));
  return compiled.get(part)?.test(name) === true;
}
