// Checks values against the values.schema.json of a chart and of the charts below it, without fetching what a schema refers to.
import { dereference, type OutputUnit, type Schema, type SchemaDraft, validate } from '@cfworker/json-schema';
import { type Failure, FailureError, type Node, type Origin, type Path, type ScalarNode } from '../../../model';
import type { ChartFile } from '../chart/chart-file';
import { type Budget, GoMap, GoSlice, type Value } from '../go/values';
import { secretPlaces } from '../secret-values';
import type { ChartInstance } from './instance';
import type { ValueOrigins } from './origins';
import { type PlainJson, plainJson } from './plain-json';
import { type Rules, type Telling, tellingErrors, unescaped, wordsOf } from './schema-errors';
import { shownPath } from './secret-keys';
import { at, child } from '../../../yaml/access';
import { readDocuments } from '../../../yaml/read';
import { fitToDraft } from './schema-drafts';
import { type Meter, meterLists, metered } from './schema-meter';
import { decidePatterns, hasRiskyPatterns } from './schema-patterns';
import { type Draft, shapeFault } from './schema-shape';

/** What a schema is to the validator, worked out once for each file. `unresolved` are the schemas elsewhere that it refers to. */
interface Prepared {
  readonly schema: Schema | boolean;
  readonly draft: SchemaDraft;
  readonly lookup: Record<string, Schema | boolean>;
  readonly unresolved: readonly string[];
  /** Its patterns have to be decided before it may be validated with. */
  readonly risky: boolean;
  readonly meter: Meter;
}

const prepared = new WeakMap<ChartFile, Prepared | Failure>();

/** What the values of a chart and of its dependencies do not meet, each at the value's own position. */
export function checkSchemas(chart: ChartInstance, values: GoMap, { origins, secrets, document, budget }: Provenance): readonly Failure[] {
  return check(chart, values, { origins, isSecret: secretPlaces(secrets), document, budget });
}

/** Where the values come from. */
export interface Provenance {
  readonly origins: ValueOrigins;
  readonly secrets: readonly ScalarNode[];
  /** The values, with the keys marked that are secret. */
  readonly document: Node | undefined;
  readonly budget: Budget;
}

interface Known extends Pick<Provenance, 'origins' | 'document' | 'budget'> {
  /** Where the Secret stands that a value comes from. */
  readonly isSecret: (origin: Origin) => Origin | undefined;
}

function check(chart: ChartInstance, values: GoMap, known: Known): readonly Failure[] {
  const found = [...checkSchema(chart, values, known)];
  for (const dependency of chart.dependencies) {
    const own = values.entries.get(dependency.name);
    if (own instanceof GoMap) found.push(...check(dependency, own, { ...known, document: child(known.document, dependency.name) }));
  }
  return found;
}

const MOST_REPORTED = 20;
/** Making a byte of a schema ready takes as long as unpacking four. */
const COST_OF_SCHEMA = 4;
/** How many schemas a value is held against in the time that a step of a template takes. */
const SCHEMAS_A_STEP = 4;
/** Those of real charts are some thousands; one that doubles itself has no end. */
const MOST_SCHEMAS = 1_000_000;

function checkSchema({ chart, name }: ChartInstance, values: GoMap, known: Known): readonly Failure[] {
  const { schema: file } = chart;
  if (file === undefined) return [];
  let ready = prepared.get(file);
  if (ready === undefined) {
    known.budget.pass(file.size * COST_OF_SCHEMA);
    ready = prepare(file);
    prepared.set(file, ready);
  }
  if ('code' in ready) return [ready];
  if (ready.unresolved.length > 0) {
    return ready.unresolved.map((subject) => ({ code: 'schemaUnresolved', file: file.path, line: 1, column: 1, subject }));
  }
  const json = plainJson(values);
  if (ready.risky) known.budget.pass(file.size * COST_OF_SCHEMA);
  const decided = ready.risky ? prepare(file, json) : ready;
  if ('code' in decided) return [decided];
  const errors = errorsOf(json, decided, known.budget);
  if ('code' in errors) return [{ ...errors, file: file.path, line: 1, column: 1 }];
  const found = tellingErrors(errors).slice(0, MOST_REPORTED);
  return found.map((one) => violation(one, decided, { subject: name, file, values, known }));
}

/** @returns a failure where a limit of the budget ended it. */
function errorsOf(json: PlainJson, { schema, draft, lookup, meter }: Prepared, budget: Budget): readonly OutputUnit[] | Failure {
  let count = 0;
  let spent = 0;
  meter.step = (cost) => {
    count += cost;
    if (count > MOST_SCHEMAS) throw new FailureError({ code: 'tooMuchWork', subject: 'a million steps of checking' });
    const steps = Math.floor(count / SCHEMAS_A_STEP);
    if (steps > spent) budget.spend(steps - spent);
    spent = steps;
  };
  try {
    if (meter.comparesLists) meterLists(json, meter);
    return validate(json, schema, draft, lookup, false).errors;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    if (error instanceof RangeError) return { code: 'tooMuchWork', detail: 'the schema refers to itself without end' };
    throw error;
  } finally {
    meter.step = () => undefined;
  }
}

interface Checked {
  readonly subject: string;
  readonly file: ChartFile;
  readonly values: GoMap;
  readonly known: Known;
}

function violation({ error, alternatives }: Telling, rules: Rules, { subject, file, values, known }: Checked): Failure {
  const path = pathOf(error);
  const { origin } = placeAt(values, path, known.origins);
  const place = origin ?? { file: file.path, line: 1, column: 1 };
  const told = known.document === undefined ? path : shownPath(known.document, path);
  const reasons = alternatives.map((other) => maskedWords(other, rules, values, known));
  const words = [maskedWords(error, rules, values, known), ...(reasons.length === 0 ? [] : [reasons.join('; ')])].join(': ');
  const detail = `${path.length === 0 ? '' : `${told.join('.')}: `}${words}`;
  return { code: 'schemaViolated', file: place.file, line: place.line, column: place.column, subject, detail };
}

function pathOf({ instanceLocation }: OutputUnit): readonly string[] {
  return pointerIn(instanceLocation);
}

function pointerIn(text: string): readonly string[] {
  return text.split('/').slice(1).map(unescaped);
}

/** The validator repeats numbers and keys. */
function maskedWords(error: OutputUnit, rules: Rules, values: GoMap, known: Known): string {
  const { origin, value } = placeAt(values, pathOf(error), known.origins);
  const isSecret = repeatsSecret(error.error, value, known, origin);
  return isSecret ? `the value, which derives from a Secret, does not meet “${error.keyword}”` : wordsOf(error, rules);
}

/** A value, and its origin or that of the nearest one around it that has one. */
function placeAt(values: GoMap, path: readonly string[], origins: ValueOrigins): { readonly value: Value; readonly origin?: Origin } {
  let here: Value = values;
  let found: Origin | undefined;
  for (const step of path) {
    const key = here instanceof GoSlice ? Number(step) : step;
    if (!(here instanceof GoMap) && !(here instanceof GoSlice)) break;
    found = origins.of(here, key) ?? found;
    here = here instanceof GoMap ? here.entries.get(step) : here.items[Number(step)];
  }
  return { value: here, ...(found && { origin: found }) };
}

/** What the validator says of a map or list repeats keys of it, and of a scalar the value. */
function repeatsSecret(words: string, value: Value, known: Known, origin: Origin | undefined): boolean {
  if (!(value instanceof GoMap)) return !(value instanceof GoSlice) && secretIn(value, known, origin);
  return [...value.entries].some(([key, item]) => words.includes(`"${key}"`) && secretIn(item, known, known.origins.of(value, key)));
}

/** Whether a value, or one that is in it, comes from a Secret. */
function secretIn(value: Value, known: Known, origin: Origin | undefined): boolean {
  if (origin !== undefined && known.isSecret(origin) !== undefined) return true;
  if (!(value instanceof GoMap || value instanceof GoSlice)) return false;
  const entries: readonly (readonly [string | number, Value])[] = [...(value instanceof GoMap ? value.entries : value.items.entries())];
  return entries.some(([key, item]) => secretIn(item, known, known.origins.of(value, key)));
}

/** @param values for which the patterns are decided. */
function prepare(file: ChartFile, values?: PlainJson): Prepared | Failure {
  try {
    const schema = JSON.parse(file.text) as Schema | boolean;
    const draft = draftOf(schema);
    if (typeof draft !== 'number') return { code: 'schemaUnresolved', ...placeIn(file, ['$schema']), subject: draft.elsewhere };
    const fault = shapeFault(schema, draft);
    if (fault !== undefined) return noSchema(file, `${fault.path.join('.')}: ${fault.detail}`.replace(/^: /, ''), fault.path);
    fitToDraft(schema, draft);
    const risky = hasRiskyPatterns(schema);
    if (values !== undefined) decidePatterns(schema, values);
    // From draft 2019-09 on, a format is a remark and no demand. Source: santhosh-tekuri/jsonschema, which Helm uses.
    if (draft >= 2019) withoutFormats(schema);
    const lookup = dereference(schema);
    const nowhere = nowhereIn(lookup, schema);
    if (nowhere !== undefined) return noSchema(file, `it refers to “${nowhere.target}”, which is nowhere in it`, nowhere.path);
    return { schema, draft: VALIDATED[draft], lookup, unresolved: unresolved(lookup), risky, meter: metered(lookup) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return noSchema(file, error.message, []);
  }
}

function noSchema(file: ChartFile, reason: string, path: Path): Failure {
  return { code: 'chartInvalid', ...placeIn(file, path), subject: file.path, detail: `it is no JSON schema (${reason})` };
}

/** JSON is YAML. */
function placeIn({ text, path: file }: ChartFile, path: Path): { readonly file: string; readonly line: number; readonly column: number } {
  const [document] = path.length === 0 ? [] : readDocuments(text, file).documents;
  const { line = 1, column = 1 } = at(document, path)?.origin ?? {};
  return { file, line, column };
}

const VALIDATED: Readonly<Record<Draft, SchemaDraft>> = { 4: '4', 6: '7', 7: '7', 2019: '2019-09', 2020: '2020-12' };

/** Source: the same; without `$schema` the newest draft counts. Any other one is a schema of schemas that would have to be fetched. */
function draftOf(schema: Schema | boolean): Draft | { readonly elsewhere: string } {
  const uri: unknown = typeof schema === 'object' ? schema?.$schema : undefined;
  if (typeof uri !== 'string') return 2020;
  const known = /^https?:\/\/json-schema\.org\/(?:draft-0([467])\/|draft\/(2019|2020)-(?:09|12)\/)?schema#?$/.exec(uri);
  return known === null ? { elsewhere: uri } : (Number(known[1] ?? known[2] ?? 2020) as Draft);
}

function withoutFormats(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('format' in schema && typeof schema.format === 'string') delete schema.format;
  for (const inner of Object.values(schema)) withoutFormats(inner);
}

/** A reference to the file itself, at which there is nothing. */
function nowhereIn(
  lookup: Record<string, Schema | boolean>,
  root: Schema | boolean,
): { readonly target: string; readonly path: Path } | undefined {
  if (typeof root !== 'object') return undefined;
  const base = addressOf(root.__absolute_uri__ ?? '');
  for (const [uri, schema] of Object.entries(lookup)) {
    const target = typeof schema === 'object' ? schema.__absolute_ref__ : undefined;
    if (target === undefined || lookup[target] !== undefined || addressOf(target) !== base) continue;
    return { target: (schema as Schema).$ref as string, path: [...pointerIn(uri.slice(addressOf(uri).length + 1)), '$ref'] };
  }
  return undefined;
}

function addressOf(uri: string): string {
  return uri.replace(/#.*$/, '');
}

/** References that lead out of the file. One to a URN counts as a schema that takes everything, as Helm has it. */
function unresolved(lookup: Record<string, Schema | boolean>): readonly string[] {
  const found = new Set<string>();
  for (const schema of Object.values(lookup)) {
    const target = typeof schema === 'object' ? schema.__absolute_ref__ : undefined;
    if (target === undefined || lookup[target] !== undefined) continue;
    if (target.startsWith('urn:')) lookup[target] = true;
    else found.add(addressOf(target));
  }
  return [...found];
}
