// The rules of .helmignore, which are not those of Git: each rule is a Go pattern for the whole path or for the name alone.
import { FailureError } from '../../../model';
import { folderPattern } from '../../../discover/application-set/globs';
import { baseName } from '../../../discover/paths';

/** Whether a path of the chart is left out. */
export type Ignored = (path: string, isDirectory: boolean) => boolean;

interface Rule {
  readonly negated: boolean;
  readonly onlyFolders: boolean;
  readonly matches: (path: string) => boolean;
}

/**
 * Source: `pkg/ignore/rules.go` of Helm. A negated rule leaves out everything that it does not match.
 * @param text the content of .helmignore; undefined where there is none.
 * @throws FailureError with `chartInvalid` for a pattern that Helm refuses.
 */
export function readIgnoreRules(text: string | undefined, file: string): Ignored {
  const lines = (text ?? '').split('\n').map((line, at) => rule(line, file, at + 1));
  const rules = [...lines, rule('templates/.?*', file, 1)].filter((found) => found !== undefined);
  return (path, isDirectory) => {
    for (const { negated, onlyFolders, matches } of rules) {
      if (negated) {
        if ((onlyFolders && !isDirectory) || !matches(path)) return true;
      } else if ((!onlyFolders || isDirectory) && matches(path)) return true;
    }
    return false;
  };
}

function rule(line: string, file: string, number: number): Rule | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  if (text.includes('**')) throw invalid(file, number, 'two stars in a row are not supported');
  const negated = text.startsWith('!');
  const positive = negated ? text.slice(1) : text;
  const onlyFolders = positive.endsWith('/');
  const pattern = (onlyFolders ? positive.slice(0, -1) : positive).trimStart();
  const expression = folderPattern(pattern.replace(/^\//, ''));
  if (expression === undefined) throw invalid(file, number, 'the pattern is malformed');
  const byName = !pattern.includes('/');
  return { negated, onlyFolders, matches: (path) => expression.test(byName ? baseName(path) : path) };
}

function invalid(file: string, line: number, detail: string): FailureError {
  return new FailureError({ code: 'chartInvalid', file, line, column: 1, subject: file, detail });
}
