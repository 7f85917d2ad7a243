// Names a promotion's branch and writes its commit message.
import type { VersionPair } from './pairs';

/** `promote/<app>-<version>-to-<env>`, made of characters that Git allows in a branch. */
export function branchName(app: string, changes: readonly VersionPair[], to: string): string {
  return `promote/${safe(app)}-${safe(shortVersion(changes[0]?.from.tag ?? ''))}-to-${safe(to)}`;
}

export function commitMessage(app: string, changes: readonly VersionPair[], from: string, to: string): string {
  const tags = new Set(changes.map((change) => change.from.tag));
  const version = tags.size === 1 ? ` ${shortVersion(changes[0]?.from.tag ?? '')}` : '';
  const lines = changes.map(
    ({ name, from: source, to: target }) => `- ${name}: ${target.tag} -> ${source.tag} (${target.file}:${target.line})`,
  );
  return `Promote ${app}${version} from ${from} to ${to}\n\n${lines.join('\n')}\n`;
}

/** A digest is cut to the length that people compare by eye. */
function shortVersion(tag: string): string {
  return tag.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');
}

/** Source: git check-ref-format, rules for the parts of a reference's name. */
function safe(part: string): string {
  const name = part
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/\.lock$/i, '-lock');
  return name === '' ? 'unnamed' : name;
}
