// Semantic versions and their ranges as Helm reads them. Source of the rules: github.com/Masterminds/semver v3.5.0.
import { GoError } from './values';

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  /** As it was written. */
  readonly original: string;
}

/** Tells whether a version is in the range. */
export type Constraint = (version: Version) => boolean;

/**
 * Reads `1`, `v1.2`, `1.2.3-rc.1+build`: missing parts are 0.
 * @throws GoError with the library's words where it is no version.
 */
export function parseVersion(original: string): Version {
  if (original.length > 256) throw new GoError('version string is too long (max 256 bytes)');
  const match = VERSION.exec(original);
  if (match?.groups === undefined) throw new GoError('invalid semantic version');
  const { major = '0', minor = '0', patch = '0', prerelease = '', metadata = '' } = match.groups;
  if (prerelease.split('.').some((part) => /^0\d+$/.test(part))) throw new GoError('version segment starts with 0');
  return { major: segment(major), minor: segment(minor), patch: segment(patch), prerelease, metadata, original };
}

/** The version's canonical text, with all three numbers and without a leading `v`. */
export function versionText({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease === '' ? '' : `-${prerelease}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** Negative where `one` comes first; metadata does not count. */
export function compareVersions(one: Version, other: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (one[part] !== other[part]) return one[part] < other[part] ? -1 : 1;
  }
  if (one.prerelease === other.prerelease) return 0;
  if (one.prerelease === '') return 1;
  if (other.prerelease === '') return -1;
  return comparePrereleases(one.prerelease, other.prerelease);
}

/**
 * Reads a range: `>= 1.2, < 2 || 3.x`, `1.2 - 1.4`, `~1.2`, `^1`. A range without a prerelease has no prerelease versions in it.
 * @throws GoError with the library's words where it is no range.
 */
export function parseConstraint(text: string): Constraint {
  if (text.length > 512) throw new GoError('constraint string is too long (max 512 bytes)');
  const groups = text.replace(HYPHEN, (_, from: string, to: string) => `>= ${from}, <= ${to} `).split('||');
  if (groups.length > 32) throw new GoError('too many constraint groups (max 32)');
  const any = groups.map((group) => {
    if (!RANGE.test(group)) throw new GoError(`improper constraint: ${JSON.stringify(group)}`);
    const parts = (group.match(COMPARISONS) ?? [group]).map(parseComparison);
    const withPrereleases = parts.some(({ bound }) => bound.prerelease !== '');
    return (version: Version) =>
      (withPrereleases || version.prerelease === '') && parts.every((part) => OPERATORS[part.operator]?.(version, part) ?? false);
  });
  return (version) => any.some((holds) => holds(version));
}

interface Comparison {
  readonly operator: string;
  readonly bound: Version;
  /** How many of the three numbers were given; the rest stands for any. */
  readonly given: 0 | 1 | 2 | 3;
}

type Operator = (version: Version, comparison: Comparison) => boolean;

const PRERELEASE = String.raw`(?:-(?:[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?`;
const METADATA = String.raw`(?:\+(?:[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?`;
/** The library's own character class has a bar in it. */
const NUMBER = '[0-9|xX*]+';
const PATTERN = String.raw`v?${NUMBER}(?:\.${NUMBER})?(?:\.${NUMBER})?${PRERELEASE}${METADATA}`;
const OPERATOR = String.raw`(?:>=|=>|<=|=<|!=|~>|=|>|<|~|\^|)`;

const VERSION =
  /^v?(?<major>[0-9]+)(?:\.(?<minor>[0-9]+))?(?:\.(?<patch>[0-9]+))?(?:-(?<prerelease>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+(?<metadata>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const HYPHEN = new RegExp(String.raw`\s*(${PATTERN})\s+-\s+(${PATTERN})\s*`, 'g');
const COMPARISONS = new RegExp(String.raw`${OPERATOR}\s*${PATTERN}`, 'g');
const RANGE = new RegExp(String.raw`^\s*${OPERATOR}\s*${PATTERN}\s*(?:(?:\s+|,\s*)${OPERATOR}\s*${PATTERN}\s*)*$`);
const COMPARISON = new RegExp(
  String.raw`^\s*(?<operator>${OPERATOR})\s*(?:v?(?<major>${NUMBER})(?:\.(?<minor>${NUMBER}))?(?:\.(?<patch>${NUMBER}))?(?<prerelease>${PRERELEASE})${METADATA})\s*$`,
);

function parseComparison(text: string): Comparison {
  const { operator = '', major = '', minor = '', patch = '', prerelease = '' } = COMPARISON.exec(text)?.groups ?? {};
  const numbers = [major, minor, patch];
  const firstAny = numbers.findIndex((number) => number === '' || /^[xX*]$/.test(number));
  const given = (firstAny === -1 ? 3 : firstAny) as Comparison['given'];
  const filled = numbers.map((number, index) => (index < given ? number : '0'));
  try {
    return { operator, bound: parseVersion(filled.join('.') + prerelease), given };
  } catch (error) {
    if (error instanceof GoError) throw new GoError('constraint parser error');
    throw error;
  }
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '': equals,
  '=': equals,
  '!=': differs,
  '>': isAbove,
  '<': (version, { bound }) => compareVersions(version, bound) < 0,
  '>=': (version, { bound }) => compareVersions(version, bound) >= 0,
  '=>': (version, { bound }) => compareVersions(version, bound) >= 0,
  '<=': isAtMost,
  '=<': isAtMost,
  '~': isNear,
  '~>': isNear,
  '^': isCompatible,
};

function equals(version: Version, comparison: Comparison): boolean {
  return comparison.given < 3 ? isNear(version, comparison) : compareVersions(version, comparison.bound) === 0;
}

function differs(version: Version, { bound, given }: Comparison): boolean {
  if (given === 3) return compareVersions(version, bound) !== 0;
  // `!=*` compares with 0.0.0: the library does not take it for "none".
  if (bound.major !== version.major) return true;
  if (given === 0) return compareVersions(version, bound) !== 0;
  if (given === 1) return false;
  if (bound.minor !== version.minor) return true;
  return version.prerelease !== bound.prerelease && comparePrereleases(version.prerelease, bound.prerelease) !== 0;
}

function isAbove(version: Version, { bound, given }: Comparison): boolean {
  if (given === 3 || given === 0) return compareVersions(version, bound) > 0;
  if (version.major !== bound.major) return version.major > bound.major;
  return given === 2 && version.minor > bound.minor;
}

function isAtMost(version: Version, { bound, given }: Comparison): boolean {
  if (given === 3) return compareVersions(version, bound) <= 0;
  if (version.major !== bound.major) return version.major < bound.major;
  return given === 1 || version.minor <= bound.minor;
}

function isNear(version: Version, { bound, given }: Comparison): boolean {
  if (compareVersions(version, bound) < 0) return false;
  // `~0.0.0`, and with it `*`, means any version.
  if (bound.major === 0n && bound.minor === 0n && bound.patch === 0n && (given === 0 || given === 3)) return true;
  return version.major === bound.major && (given === 1 || version.minor === bound.minor);
}

function isCompatible(version: Version, { bound, given }: Comparison): boolean {
  if (compareVersions(version, bound) < 0) return false;
  if (version.major !== bound.major) return false;
  if (bound.major > 0n || given === 1) return true;
  if (version.minor !== bound.minor) return false;
  return bound.minor > 0n || given === 2 || version.patch === bound.patch;
}

/** Numbers come before words and compare as numbers; what has fewer parts comes first. */
function comparePrereleases(one: string, other: string): number {
  const [left, right] = [one.split('.'), other.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [a = '', b = ''] = [left[index], right[index]];
    if (a === b) continue;
    if (a === '' || b === '') return a === '' ? -1 : 1;
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
    if (isNumberA) return BigInt(a) > BigInt(b) ? 1 : -1;
    return a > b ? 1 : -1;
  }
  return 0;
}

const LARGEST = 2n ** 64n - 1n;

function segment(text: string): bigint {
  const value = BigInt(text);
  if (value <= LARGEST) return value;
  throw new GoError(`error parsing version segment: strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
}
