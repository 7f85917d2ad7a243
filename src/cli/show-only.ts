// `helm --show-only`: of what is printed, the manifests of some templates. Source: the command `template` of Helm.
import { folderPattern } from '../engine/discover/application-set/globs';
import { splitManifests } from '../engine/render/helm/release/split';
import { Stop } from './invocation';

/**
 * In the order of the patterns.
 * @param printed what the command prints without them.
 * @throws Stop where a pattern selects nothing.
 */
export function onlyShown(printed: string, patterns: readonly string[], helm: 3 | 4): string {
  if (patterns.length === 0) return printed;
  const manifests = splitManifests(printed, helm).flatMap(({ text }) => {
    const name = /# Source: [^/]+\/(.+)/.exec(text)?.[1];
    return name === undefined ? [] : [{ name, text }];
  });
  const shown = patterns.flatMap((pattern) => {
    const expression = folderPattern(pattern);
    const own = manifests.filter(({ name }) => expression?.test(name) === true);
    if (own.length === 0) throw new Stop({ code: 'notFound', subject: pattern, detail: 'no template of the chart prints that' });
    return own;
  });
  return shown.map(({ text }) => `---\n${text}\n`).join('');
}
