// What functions of templates read of their arguments, and what of them is in the result. One that is not here reads all of them.
import type { Operand, TemplateAnyNode } from '../template/nodes';
import { execute, type Scope } from './reading';
import { ANY, NOTHING, readWhole, Shape, type Shapes, test, under, union } from './shape';
import { textsBehind } from './texts';

export interface Argument {
  readonly shapes: Shapes;
  /** Absent for what the pipeline hands on. */
  readonly node?: Operand;
}

interface Called {
  readonly scope: Scope;
  readonly args: readonly Argument[];
  readonly all: readonly Shapes[];
  /** The map or list that this call makes. */
  readonly made: () => Shape;
}

export function callOf(scope: Scope, name: string, node: TemplateAnyNode, args: readonly Argument[]): Shapes {
  const all = args.map(({ shapes }) => shapes);
  const made = (): Shape => {
    const known = scope.reading.made.get(node) ?? new Shape(scope.reading.progress, false);
    scope.reading.made.set(node, known);
    return known;
  };
  const handler = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (handler !== undefined) return handler({ scope, args, all, made });
  for (const shapes of all) readWhole(shapes);
  return NOTHING;
}

/** A text as it stands, unless a verb of `printf` makes it another one. */
function textOf(argument: Argument | undefined): string | undefined {
  const node = argument?.node;
  if (node?.type === 'number') return node.text;
  return node?.type === 'string' && !node.text.includes('%') ? node.text : undefined;
}

type Handler = (call: Called) => Shapes;

/** One of the arguments; which one may depend on whether they are empty. */
const oneOf: Handler = ({ all }) => {
  for (const shapes of all) test(shapes);
  return union(all);
};

const sameAsFirst: Handler = ({ args: [first, ...others] }) => {
  for (const { shapes } of others) readWhole(shapes);
  return first?.shapes ?? NOTHING;
};

const comparedItems: Handler = ({ all }) => {
  for (const shapes of all) readWhole(shapes);
  return union(all);
};

const itemOf: Handler = ({ all }) => under(union(all), undefined);

const onlyKind: Handler = () => NOTHING;

const onlyEmptiness: Handler = ({ all }) => {
  for (const shapes of all) test(shapes);
  return NOTHING;
};

const onlyKeys: Handler = ({ all }) => {
  under(union(all), undefined);
  return NOTHING;
};

const mergedInto: Handler = ({ all: [first = NOTHING, ...others] }) => {
  const from = union(others);
  for (const shape of first) shape.link(from);
  return union([first, from]);
};

const listOf: Handler = ({ all, made }) => {
  const list = made();
  list.store(ANY, union(all));
  return new Set([list]);
};

/** A list of the items of lists, and of further arguments. */
const itemsOf: Handler = ({ all, made }) => {
  const list = made();
  list.store(ANY, union([...all.map((shapes) => under(shapes, undefined)), ...all]));
  return new Set([list]);
};

const dict: Handler = ({ args, made }) => {
  const map = made();
  for (let at = 0; at + 1 < args.length; at += 2) map.store(textOf(args[at]) ?? ANY, args[at + 1]?.shapes ?? NOTHING);
  return new Set([map]);
};

const set: Handler = ({ args: [into, key, value] }) => {
  for (const shape of into?.shapes ?? []) shape.store(textOf(key) ?? ANY, value?.shapes ?? NOTHING);
  return into?.shapes ?? NOTHING;
};

/** Down from the first argument. A number is an item of a list, or perhaps a key. */
const walk: Handler = ({ args: [from, ...keys] }) => {
  for (const { shapes } of keys) readWhole(shapes);
  return keys.reduce<Shapes>((shapes, key) => step(shapes, textOf(key)), from?.shapes ?? NOTHING);
};

function step(shapes: Shapes, text: string | undefined): Shapes {
  return under(shapes, text === undefined || /^\d+$/.test(text) ? undefined : text);
}

const hasKey: Handler = (call) => {
  walk(call);
  return NOTHING;
};

const dig: Handler = ({ args }) => {
  const from = args.at(-1)?.shapes ?? NOTHING;
  const otherwise = args.at(-2)?.shapes ?? NOTHING;
  return union([otherwise, args.slice(0, -2).reduce<Shapes>((shapes, key) => under(shapes, textOf(key)), from)]);
};

const pluck: Handler = ({ args: [key, ...maps], made }) => {
  const list = made();
  list.store(ANY, under(union(maps.map(({ shapes }) => shapes)), textOf(key)));
  return new Set([list]);
};

const pick: Handler = ({ args: [from, ...keys], made }) => {
  const map = made();
  for (const key of keys) {
    readWhole(key.shapes);
    map.store(textOf(key) ?? ANY, under(from?.shapes ?? NOTHING, textOf(key)));
  }
  return new Set([map]);
};

const include: Handler = ({ scope, args: [name, data] }) => {
  if (name !== undefined) readWhole(name.shapes);
  execute(scope, textOf(name), data?.shapes ?? NOTHING);
  return NOTHING;
};

const tpl: Handler = ({ scope, args: [text, data] }) => {
  const { reading } = scope;
  if (text !== undefined) readWhole(text.shapes);
  for (const part of textsBehind(text?.node, scope)) reading.executedTexts.add(part);
  const before = reading.executedOver.size;
  for (const shape of data?.shapes ?? []) reading.executedOver.add(shape);
  reading.progress.learnt += reading.executedOver.size - before;
  return NOTHING;
};

const BY_NAME: Readonly<Record<string, Handler>> = {
  ...rows(oneOf, 'default coalesce ternary and or required'),
  ...rows(sameAsFirst, 'unset omit without mustWithout slice mustSlice'),
  ...rows(({ all }) => union(all), 'deepCopy mustDeepCopy rest mustRest initial mustInitial reverse mustReverse'),
  ...rows(comparedItems, 'uniq mustUniq compact mustCompact'),
  ...rows(itemOf, 'first mustFirst last mustLast'),
  ...rows(onlyKind, 'kindOf kindIs typeOf typeIs typeIsLike'),
  ...rows(onlyEmptiness, 'empty not'),
  ...rows(onlyKeys, 'keys len'),
  ...rows(mergedInto, 'merge mustMerge mergeOverwrite mustMergeOverwrite'),
  ...rows(listOf, 'list tuple chunk mustChunk'),
  ...rows(itemsOf, 'append mustAppend push mustPush prepend mustPrepend concat values'),
  ...rows(walk, 'index get'),
  dict,
  set,
  hasKey,
  dig,
  pluck,
  pick,
  include,
  tpl,
};

function rows(handler: Handler, names: string): Readonly<Record<string, Handler>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, handler]));
}
