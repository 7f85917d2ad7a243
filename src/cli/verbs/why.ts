// `plumbline why`: the origin chain of one field.
import type { Failure, Path, Position, Rendered } from '../../engine/model';
import type { Why, WhyStep } from '../../session/session';
import { findApps } from '../../session/find';
import { findObject, type ObjectName } from '../../session/why';
import { parsePath, resolvePath } from '../field-path';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation, Stop, usage } from '../invocation';
import { jsonLine } from '../json';
import type { Terminal } from '../terminal';

export async function run({ positionals, flags, terminal }: Invocation): Promise<number> {
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [environment = '', object = '', path = ''] = positionals;
  const one = flags.text('app');
  await fetchRemotes(fleet, { flags, terminal }, environment, one);
  const apps = answered(findApps(session.discovery(), environment, one));
  const name: ObjectName = { ...objectName(object, flags.text('namespace')), ...(one === undefined ? {} : { app: one }) };
  const renders = apps.map(({ app }) => session.render(environment, app));
  const answer = session.why(environment, name, fieldPath(renders, name, path));
  if (answer.kind === 'failed') throw whyNot(answer.reason, path, renders);
  const { value, steps, from, by } = answer.value;
  await terminal.write(
    flags.on('json') ? jsonLine({ environment, object, path, value, steps, from, by }) : chainText(path, answer.value, terminal),
  );
  return 0;
}

function objectName(object: string, namespace: string | undefined): ObjectName {
  const [kind, name, ...rest] = object.split('/');
  if (!kind || !name || rest.length > 0) throw usage(`“${object}” is not KIND/NAME, such as Deployment/web.`);
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function fieldPath(renders: readonly Rendered[], name: ObjectName, path: string): Path {
  const steps = parsePath(path);
  const found = findObject(renders, name);
  return found.kind === 'answer' ? resolvePath(steps, found.value.node) : steps.filter((step) => typeof step !== 'object');
}

function whyNot(reason: Failure, path: string, renders: readonly Rendered[]): Stop {
  // The steps of a path were counted out already; people know the field by what they typed.
  if (reason.code === 'noSuchField' || reason.code === 'itemByName') return new Stop({ ...reason, subject: path });
  if (reason.code === 'ambiguous')
    return new Stop({ ...reason, detail: `${reason.detail ?? ''}; --app and --namespace tell them apart` }, 2);
  // An object that is not to be seen may be in what could not be rendered.
  return new Stop(reason, renders.some(({ failures }) => failures.length > 0) ? UNKNOWN : undefined);
}

const UNKNOWN = 2;

function chainText(path: string, { value, steps, from, by, conditions }: Why, terminal: Terminal): string {
  const shown = value.includes('\n') ? `\n${value.replace(/^/gm, '  ')}` : ` ${value}`;
  const rows = steps.map((one, index) => {
    const place = placeText(one);
    const shownPlace = index === 0 ? terminal.paint('bold', place) : `over ${place}`;
    return `  ${shownPlace}  (${one.approximate ? 'about, ' : ''}${one.step})\n${throughText(one)}`;
  });
  // Of a value of a chart, the line of the template that wrote it.
  const template = steps.some(({ step }) => step === 'template') ? undefined : by.find(({ step }) => step === 'template');
  const written = template === undefined ? [] : [`  written by ${placeText(template)}  (template)\n${throughText(template)}`];
  const others = from.map((one) => `  made from ${placeText(one)}  (${one.step})\n${overText(one)}`);
  // What selects in kustomizations is many lines, names and kinds among them: that is for --json, and for `reach` from the other end.
  return `${path}:${shown}\n${rows.join('')}${written.join('')}${others.join('')}${decidingText(conditions)}`;
}

function decidingText(deciding: readonly WhyStep[]): string {
  const shown = deciding.slice(0, SHOWN).map((one) => `  decided by ${placeText(one)}  (${one.step})\n${overText(one)}`);
  const more = deciding.length - shown.length;
  return shown.join('') + (more > 0 ? `  … and ${more} more, which --json names\n` : '');
}

/** More of them bury the rest. */
const SHOWN = 12;

/** The calls of templates that led to a line, the innermost first. */
function throughText({ through = [] }: WhyStep): string {
  return through.map((site) => `    through ${placeText(site)}\n`).join('');
}

function overText({ over = [] }: WhyStep): string {
  return over.map((one) => `    over ${placeText(one)}  (${one.step})\n`).join('');
}

function placeText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
