// Sprig's functions on lists. Each that can fail has a variant with `must`, which fails in the same words.
import { type CallContext, GoError, type GoFunction, GoInt, GoSlice, type Value } from '../go/values';
import { deepEqual } from './deep-equal';
import { ANY, type Family, fn, int, itemsOf, NIL_POINTER, reflectKind, strings } from './define';
import { isEmpty } from './empty';
import { toInteger } from './numbers';
import { compareBytes, textOf, textsOf } from './text-of';

const listOf = (items: readonly Value[]): GoSlice => new GoSlice([...items]);
const NIL_LIST = (): GoSlice => new GoSlice([], 'interface {}', true);

export const LISTS: Family = {
  list: fn(`...${ANY}`, listOf),
  tuple: fn(`...${ANY}`, listOf),
  sortAlpha: fn(ANY, ([value]) => strings(itemsOf(value) === undefined ? [textOf(value)] : textsOf(value).sort(compareBytes))),
  concat: fn(`...${ANY}`, (lists) => concat(lists)),
  until: fn('int', ([count], context) => integers(range(0, int(count), int(count) < 0 ? -1 : 1, context))),
  untilStep: fn('int, int, int', ([start, stop, step], context) => integers(range(int(start), int(stop), int(step), context))),
  seq: fn('...int', (bounds, context) => sequence(bounds.map(int), context).join(' ')),
  ...both('append', `${ANY}, ${ANY}`, ([list, value]) => listOf([...items(list, 'Cannot push on type'), value])),
  ...both('push', `${ANY}, ${ANY}`, ([list, value]) => listOf([...items(list, 'Cannot push on type'), value])),
  ...both('prepend', `${ANY}, ${ANY}`, ([list, value]) => listOf([value, ...items(list, 'Cannot prepend on type')])),
  ...both('first', ANY, ([list]) => items(list, 'Cannot find first on type')[0]),
  ...both('last', ANY, ([list]) => items(list, 'Cannot find last on type').at(-1)),
  ...both('rest', ANY, ([list]) => part(items(list, 'Cannot find rest on type'), 1)),
  ...both('initial', ANY, ([list]) => part(items(list, 'Cannot find initial on type'), 0, -1)),
  ...both('reverse', ANY, ([list]) => listOf(items(list, 'Cannot find reverse on type').toReversed())),
  ...both('compact', ANY, ([list]) => listOf(items(list, 'Cannot compact on type').filter((item) => !isEmpty(item)))),
  ...both('uniq', ANY, ([list], context) => unique(items(list, 'Cannot find uniq on type'), context)),
  ...both('without', `${ANY}, ...${ANY}`, ([list, ...omitted], { budget }) =>
    listOf(items(list, 'Cannot find without on type').filter((item) => !holds(omitted, item, budget))),
  ),
  ...both('has', `${ANY}, ${ANY}`, ([needle, list]) =>
    list === undefined ? false : items(list, 'Cannot find has on type').some((item) => deepEqual(needle, item)),
  ),
  ...both('slice', `${ANY}, ...${ANY}`, ([list, ...bounds]) => slice(list, bounds)),
  ...both('chunk', `int, ${ANY}`, ([size, list]) => chunk(items(list, 'Cannot chunk type'), int(size))),
};

/** The function under its name, and under `must` and its name. */
function both(name: string, parameters: string, call: (args: readonly Value[], context: CallContext) => Value): Record<string, GoFunction> {
  return { [name]: fn(parameters, call), [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: fn(parameters, call) };
}

function items(list: Value, words: string): readonly Value[] {
  if (list === undefined) throw new GoError(NIL_POINTER);
  const found = itemsOf(list);
  if (found === undefined) throw new GoError(`${words} ${reflectKind(list)}`);
  return found;
}

/** Of an empty list, nil. */
function part(list: readonly Value[], from: number, to?: number): GoSlice {
  return list.length === 0 ? NIL_LIST() : listOf(list.slice(from, to));
}

function concat(lists: readonly Value[]): GoSlice {
  const all: Value[] = [];
  for (const list of lists) {
    if (list === undefined) throw new GoError(NIL_POINTER);
    const found = itemsOf(list);
    if (found === undefined) throw new GoError(`Cannot concat type ${reflectKind(list)} as list`);
    all.push(...found);
  }
  return all.length === 0 ? NIL_LIST() : listOf(all);
}

function unique(list: readonly Value[], { budget }: CallContext): GoSlice {
  const kept: Value[] = [];
  for (const item of list) if (!holds(kept, item, budget)) kept.push(item);
  return listOf(kept);
}

function holds(list: readonly Value[], item: Value, budget: CallContext['budget']): boolean {
  budget.spend(list.length);
  return list.some((other) => deepEqual(item, other));
}

function slice(list: Value, bounds: readonly Value[]): Value {
  if (list === undefined) throw new GoError(NIL_POINTER);
  const all = itemsOf(list);
  if (all === undefined) throw new GoError(`list should be type of slice or array but ${reflectKind(list)}`);
  if (all.length === 0) return undefined;
  const start = bounds.length > 0 ? Number(toInteger(bounds[0])) : 0;
  const end = bounds.length > 1 ? Number(toInteger(bounds[1])) : all.length;
  if (start < 0 || end < start || end > all.length) throw new GoError('reflect.Value.Slice: slice index out of bounds');
  return new GoSlice(all.slice(start, end), list instanceof GoSlice ? list.element : 'uint8');
}

/** The last chunk is as long as what is left, or as a whole one; with a size below zero that can still be a length. */
function chunk(list: readonly Value[], size: number): GoSlice {
  const count = Math.floor((list.length - 1) / size) + 1;
  const last = list.length % size || size;
  if (!Number.isFinite(count) || count < 0 || (count > 0 && Math.min(last, count > 1 ? size : last) < 0))
    throw new GoError('runtime error: makeslice: len out of range');
  const chunks = Array.from({ length: count }, (_, index) => {
    const start = index * size;
    return listOf(list.slice(start, start + (index === count - 1 ? last : size)));
  });
  return new GoSlice(chunks, '[]interface {}');
}

/** A number of Go's and its place in a list. */
const BYTES_OF_AN_INTEGER = 96;

function range(start: number, stop: number, step: number, context: CallContext): number[] {
  const values: number[] = [];
  if (stop < start ? step >= 0 : step <= 0) return values;
  const count = Math.ceil((stop - start) / step);
  context.budget.spend(count);
  context.budget.hold(count * BYTES_OF_AN_INTEGER);
  for (let value = start; stop < start ? value > stop : value < stop; value += step) values.push(value);
  return values;
}

function integers(values: readonly number[]): GoSlice {
  return new GoSlice(
    values.map((value) => new GoInt(BigInt(value))),
    'int',
  );
}

/** As the `seq` command counts, both ends included. */
function sequence(bounds: readonly number[], context: CallContext): number[] {
  const [first = 0, second = 0, third = 0] = bounds;
  if (bounds.length === 1) {
    const step = first < 1 ? -1 : 1;
    return range(1, first + step, step, context);
  }
  if (bounds.length === 2) {
    const step = second < first ? -1 : 1;
    return range(first, second + step, step, context);
  }
  if (bounds.length !== 3) return [];
  if (third < first) return second > 0 ? [] : range(first, third - 1, second, context);
  return range(first, third + 1, second, context);
}
