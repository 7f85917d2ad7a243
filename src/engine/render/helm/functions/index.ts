// The functions of Helm's templates: sprig's, and Helm's own but for `include`, `tpl` and `lookup`, which belong to a render.
import { GoFunction } from '../go/values';
import { CERTIFICATES } from './certificates';
import { DATA_FORMATS, DATA_FORMATS_4 } from './data-formats';
import { DATES } from './dates';
import { DEFAULTS } from './defaults';
import { type Family, fn } from './define';
import { derivationOf } from './derivations';
import { DICTS } from './dicts';
import { DIGESTS } from './digests';
import { DURATIONS_4 } from './durations';
import { KEYS } from './keys';
import { LETTER_CASE } from './letter-case';
import { LISTS } from './lists';
import { NUMBERS } from './numbers';
import { PATHS } from './paths';
import { REFLECTION } from './reflection';
import { REGULAR_EXPRESSIONS } from './regular-expressions';
import { SEMVER } from './semver';
import { STRINGS } from './strings';
import { UNKNOWABLE } from './unknowable';
import { URLS } from './urls';
import { WORDS } from './words';

/** One row for each family; a new one changes one line. */
const FAMILIES: readonly Family[] = [
  DEFAULTS,
  STRINGS,
  LETTER_CASE,
  WORDS,
  LISTS,
  DICTS,
  NUMBERS,
  REFLECTION,
  DATA_FORMATS,
  REGULAR_EXPRESSIONS,
  SEMVER,
  DIGESTS,
  KEYS,
  UNKNOWABLE,
  CERTIFICATES,
  DATES,
  URLS,
  PATHS,
  {
    hello: fn('', () => 'Hello!'),
    // Helm resolves names only where it is told to, and a preview contacts nobody.
    getHostByName: fn('string', () => ''),
  },
];

const ONLY_4: readonly Family[] = [DATA_FORMATS_4, DURATIONS_4];

/** The functions of a major version of Helm, by name. */
export function helmFunctions(major: 3 | 4): ReadonlyMap<string, GoFunction> {
  const known = tables.get(major) ?? table(major === 4 ? [...FAMILIES, ...ONLY_4] : FAMILIES);
  tables.set(major, known);
  return known;
}

const tables = new Map<3 | 4, ReadonlyMap<string, GoFunction>>();

/** Each function is told its name here, where it stands. */
function table(families: readonly Family[]): ReadonlyMap<string, GoFunction> {
  const named = families.flatMap((family) => Object.entries(family));
  return new Map(
    named.map(([name, { parameters, call, variadic }]) => [name, new GoFunction(name, parameters, call, variadic, derivationOf(name))]),
  );
}
