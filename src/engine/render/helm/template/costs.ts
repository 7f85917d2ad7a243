// What a call of a function costs, before it is made: by the texts, maps and lists that it is given. So no single call runs on unseen.
import { type Budget, GoBytes, GoMap, GoSlice, GoStruct, type Value } from '../go/values';

/** Steps of a function that takes its time over each character: for 1024 of them. */
const STEPS_FOR_A_KILOBYTE: ReadonlyMap<string, number> = new Map(
  rows().flatMap(([steps, names]) => names.split(' ').map((name) => [name, steps] as const)),
);
const STEPS_OTHERWISE = 100;

function rows(): readonly (readonly [number, string])[] {
  return [
    [
      400,
      'sha1sum sha256sum sha512sum adler32sum b64enc b32enc b32dec trimAll trimall title untitle swapcase camelcase initials quote upper lower urlquery js',
    ],
    [
      400,
      'toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson toToml mustToToml toYamlPretty shuffle printf atoi urlParse',
    ],
    [1000, 'nospace wrap wrapWith toYaml mustToYaml YAML encryptAES decryptAES fromToml splitList split splitn tpl'],
    [5000, 'b64dec'],
    [8000, 'fromYaml fromYamlArray'],
  ];
}

/** Functions that make a new list or map of the members that they are given. How long a text among them is, does not count. */
const REBUILDING: ReadonlySet<string> = new Set(
  (
    'append push prepend concat rest initial reverse compact slice chunk dict pluck keys values pick omit ' +
    'mustAppend mustPush mustPrepend mustRest mustInitial mustReverse mustCompact mustSlice mustChunk'
  ).split(' '),
);
const STEPS_OF_A_MEMBER = 4;

/** Steps of a function that costs as much whatever it is given. */
const STEPS_OF_A_CALL: ReadonlyMap<string, number> = new Map([
  ['derivePassword', 300_000],
  ['tpl', 80],
  ['include', 2],
  ['genPrivateKey', 500],
  ['genCA', 500],
  ['genCAWithKey', 500],
  ['genSelfSignedCert', 500],
  ['genSelfSignedCertWithKey', 500],
  ['genSignedCert', 500],
  ['genSignedCertWithKey', 500],
  ['bcrypt', 200],
  ['htpasswd', 200],
  ['semver', 20],
  ['semverCompare', 40],
  ['mustToDate', 20],
  ['toDate', 20],
  ['date', 20],
  // What the platform knows of a zone takes a while to ask for.
  ['dateInZone', 300],
  ['date_in_zone', 300],
  ['htmlDateInZone', 300],
]);

/** Functions that go through all that a map or list holds, as deep as it is, which takes a step for each member. Others look at its own members at most. */
const WALKING: ReadonlySet<string> = new Set(
  (
    'toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson toYaml mustToYaml toYamlPretty toToml mustToToml YAML print printf println cat quote ' +
    'squote toString toStrings join html js urlquery deepCopy mustDeepCopy deepEqual merge mustMerge mergeOverwrite mustMergeOverwrite ' +
    'has mustHas without mustWithout uniq mustUniq sortAlpha eq ne'
  ).split(' '),
);

/** Takes out of the budget what a call will take. @throws FailureError, OverAllowance or CancelledError as the budget does. */
export function chargeCall(name: string, values: readonly Value[], budget: Budget): void {
  const flat = STEPS_OF_A_CALL.get(name);
  if (flat !== undefined) budget.spend(flat);
  let characters = sizesOf(values, false, budget);
  budget.pass(characters);
  if (REBUILDING.has(name)) {
    const members = membersOf(values);
    if (members >= LITTLE) budget.spend(members * STEPS_OF_A_MEMBER);
    return;
  }
  if (WALKING.has(name)) characters = sizesOf(values, true, budget);
  if (characters < LITTLE) return;
  budget.atOnce(characters);
  budget.spend(Math.ceil((characters / 1024) * (STEPS_FOR_A_KILOBYTE.get(name) ?? STEPS_OTHERWISE)));
}

/** Costs no more than the call itself. */
const LITTLE = 256;

/** Takes out of the budget what a result takes up. One that was among the arguments is there already. */
export function chargeResult(result: Value, values: readonly Value[], budget: Budget): void {
  if (typeof result === 'string') {
    if (result.length >= LITTLE && !values.includes(result)) budget.hold(result.length);
  } else if (result instanceof GoSlice) {
    if (result.items.length > 0 && !values.includes(result)) budget.hold(result.items.length * BYTES_OF_A_MEMBER);
  } else if (result instanceof GoMap && result.entries.size > LITTLE && !values.includes(result)) {
    budget.hold(result.entries.size * BYTES_OF_AN_ENTRY);
  }
}

const BYTES_OF_A_MEMBER = 32;
const BYTES_OF_AN_ENTRY = 64;

/** Takes out of the budget what it takes to print a value. */
export function chargeText(value: Value, budget: Budget): void {
  if (typeof value === 'object') budget.atOnce(sizeOf(value, true, budget));
}

function membersOf(values: readonly Value[]): number {
  let members = 0;
  for (const value of values)
    if (value instanceof GoMap || value instanceof GoSlice) members += value instanceof GoMap ? value.entries.size : value.items.length;
  return members;
}

function sizesOf(values: readonly Value[], walks: boolean, budget: Budget): number {
  let characters = 0;
  for (let at = 0; at < values.length; at += 1) characters += sizeOf(values[at], walks, budget);
  return characters;
}

function sizeOf(value: Value, walks: boolean, budget: Budget): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof GoBytes) return value.bytes.length;
  if (value instanceof GoStruct) return walks && value.native instanceof GoMap ? sizeOf(value.native, walks, budget) : 0;
  if (!(value instanceof GoMap || value instanceof GoSlice)) return 0;
  if (!walks) return value instanceof GoSlice ? value.items.length : value.entries.size;
  return walked(value, budget);
}

/** A map that stands in several places is written in each of them, and counts in each. */
function walked(value: GoMap | GoSlice, budget: Budget): number {
  let characters = 0;
  if (value instanceof GoMap) {
    budget.spend(value.entries.size + 1);
    value.entries.forEach((item, key) => {
      characters += key.length + sizeOf(item, true, budget) + AROUND;
    });
  } else {
    budget.spend(value.items.length + 1);
    for (const item of value.items) characters += sizeOf(item, true, budget) + AROUND;
  }
  if (characters > LITTLE) budget.atOnce(characters);
  return characters;
}

/** What stands around a member: commas, quotes, indentation. */
const AROUND = 4;
