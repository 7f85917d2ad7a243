// `plumbline reach`: what a line of the sources decides, in every environment.
import type { AppReach, Origin, Position, Reach, ReachedField, SourcePlace } from '../../engine/model';
import { formatPath } from '../../engine/model/field-path';
import type { Mask } from '../../engine/normalise/mask';
import { type CliFleet, fetchRemotes, openFleet } from '../fleet';
import { type Invocation, Stop, usage } from '../invocation';
import { failureJson, jsonLine, refText } from '../json';
import { countOf } from '../object-diff';
import type { Terminal } from '../terminal';
import { userPath } from '../tree';

const KNOWN = 0;
const UNKNOWN = 2;
const MISNAMED = 2;

export async function run({ positionals, flags, terminal }: Invocation): Promise<number> {
  const fleet = await openFleet(flags);
  const place = placeOf(positionals[0] ?? '', fleet, flags.text('repo') !== undefined);
  await fetchRemotes(fleet, { flags, terminal });
  const reach = fleet.session.reach(place);
  const { mask } = fleet.session;
  await terminal.write(flags.on('json') ? jsonLine(reachJson(reach, mask)) : reachText(reach, terminal));
  // Where a line is seen to reach nothing, it may still reach what could not be rendered, or what does not name all that it is made of.
  return reach.apps.length === 0 && reach.incomplete.length + reach.undecided.length > 0 ? UNKNOWN : KNOWN;
}

/** @param fromRoot whether the file is looked for from the tree's root, and not from the current folder. */
function placeOf(argument: string, { root, files }: CliFleet, fromRoot: boolean): SourcePlace {
  const parts = /^(.+?):(\d+)(?::(\d+))?$/.exec(argument);
  if (parts === null) throw usage(`“${argument}” is not FILE:LINE, such as apps/web/base/deployment.yaml:8.`);
  const [, path = '', line = '', column] = parts;
  const file = fromRoot ? path.replace(/^\.\//, '') : userPath(root, path);
  const answer = files.read(file);
  if (answer.kind === 'failed') throw new Stop(answer.reason);
  if (answer.kind !== 'file') throw new Stop({ code: 'notFound', subject: file }, MISNAMED);
  const count = answer.text.replace(/\n$/, '').split('\n').length;
  if (Number(line) < 1 || Number(line) > count) throw usage(`${file} has ${countOf(count, 'line')}, and no line ${line}.`);
  return { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}

function reachText({ place, apps, undecided, incomplete }: Reach, terminal: Terminal): string {
  const where = `${place.file}:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
  const unrendered =
    incomplete.length === 0 ? '' : `not everything is known of ${countOf(incomplete.length, 'app')}: see plumbline check\n`;
  const unknown = undecided.map(undecidedText).join('') + unrendered;
  if (apps.length === 0) return `${where} decides nothing in any environment${unknown === '' ? '' : ', as far as is known'}\n${unknown}`;
  return apps.map((app) => appText(app, terminal)).join('') + unknown;
}

function undecidedText({ environment, app, fields }: Reach['undecided'][number]): string {
  return `it may bear on ${countOf(fields.length, 'field')} more of ${environment}: ${app} (of more values than are named, see --json)\n`;
}

function appText({ environment, app, fields }: AppReach, terminal: Terminal): string {
  const rows = fields.map((field, index) => {
    const previous = fields[index - 1];
    const head = previous?.object === field.object ? '' : `  ${refText(field.ref)}\n`;
    return `${head}    ${fieldText(field)}\n`;
  });
  return `${terminal.paint('bold', `== ${environment}: ${app}`)}\n${rows.join('')}`;
}

function fieldText({ path, value, how, step, origin }: ReachedField): string {
  const shown = value === undefined ? '' : `: ${value.includes('\n') ? `${value.split('\n', 1)[0]}…` : value}`;
  const won = how === 'overridden' ? ` by ${origin.file}:${origin.line}:${origin.column} (${origin.step})` : `, ${step}`;
  return `${path.length === 0 ? 'the object' : formatPath(path)}${shown}  (${how}${won})`;
}

function reachJson({ place, apps, undecided, incomplete }: Reach, mask: Mask) {
  return {
    place,
    apps: apps.map(({ environment, app, fields }) => ({ environment, app, fields: fields.map(fieldJson) })),
    undecided: undecided.map(({ environment, app, fields }) => ({
      environment,
      app,
      fields: fields.map(({ ref, path }) => ({ ...ref, path: formatPath(path) })),
    })),
    incomplete: incomplete.map(({ environment, app, failures }) => ({
      environment,
      app,
      failures: failures.map((failure) => failureJson(failure, mask)),
    })),
  };
}

function fieldJson({ ref, path, value, how, step, at, origin }: ReachedField) {
  return {
    ...ref,
    path: formatPath(path),
    ...(value === undefined ? {} : { value }),
    how,
    at: { ...positionJson(at), step },
    origin: originJson(origin),
  };
}

function originJson(origin: Origin) {
  return { ...positionJson(origin), step: origin.step, ...(origin.approximate === true ? { approximate: true } : {}) };
}

function positionJson({ file, line, column }: Position) {
  return { file, line, column };
}
