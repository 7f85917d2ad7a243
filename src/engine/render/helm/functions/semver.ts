// `semver` and `semverCompare`.
import { compareVersions, parseConstraint, parseVersion, type Version, versionText } from '../go/semver';
import { GoFunction, GoInt, GoStruct, type Value } from '../go/values';
import { type Family, fn, text } from './define';

export const SEMVER: Family = {
  semver: fn('string', ([version]) => versionValue(parseVersion(text(version)))),
  semverCompare: fn('string, string', ([range, version]) => {
    const holds = parseConstraint(text(range));
    return holds(parseVersion(text(version)));
  }),
};

/** What a template sees of a version: its parts as methods, and itself as text. */
export function versionValue(version: Version): GoStruct {
  const part = (name: string, value: Value) => [name, new GoFunction(name, [], () => value)] as const;
  const number = (value: bigint) => new GoInt(value, 'uint64');
  const compare = (name: string, answer: (order: number) => Value) =>
    [name, new GoFunction(name, ['*semver.Version'], ([other]) => answer(compareVersions(version, nativeOf(other))))] as const;
  const methods = new Map<string, GoFunction>([
    part('Major', number(version.major)),
    part('Minor', number(version.minor)),
    part('Patch', number(version.patch)),
    part('Prerelease', version.prerelease),
    part('Metadata', version.metadata),
    part('Original', version.original),
    part('String', versionText(version)),
    compare('Compare', (order) => new GoInt(BigInt(Math.sign(order)))),
    compare('Equal', (order) => order === 0),
    compare('LessThan', (order) => order < 0),
    compare('LessThanEqual', (order) => order <= 0),
    compare('GreaterThan', (order) => order > 0),
    compare('GreaterThanEqual', (order) => order >= 0),
    ...increments(version),
  ]);
  return new GoStruct(
    '*semver.Version',
    new Map(),
    methods,
    () => versionText(version),
    version,
    () => versionText(version),
  );
}

function increments(version: Version): (readonly [string, GoFunction])[] {
  const { major, minor, patch, prerelease } = version;
  const next = (name: string, numbers: readonly bigint[]) =>
    [
      name,
      new GoFunction(name, [], () => versionValue(parseVersion((version.original.startsWith('v') ? 'v' : '') + numbers.join('.')))),
    ] as const;
  return [
    next('IncMajor', [major + 1n, 0n, 0n]),
    next('IncMinor', [major, minor + 1n, 0n]),
    next('IncPatch', [major, minor, prerelease === '' ? patch + 1n : patch]),
  ];
}

function nativeOf(value: Value): Version {
  return (value as GoStruct).native as Version;
}
