// The functions that the template language has by itself.
import { derivationOf } from '../functions/derivations';
import { sprint, sprintf, sprintln } from '../go/format';
import { typeName } from '../go/types';
import { type CallContext, GoError, GoFunction, GoInt, type Value } from '../go/values';
import { equalsAny, lessThan } from './comparison';
import { htmlEscaped, jsEscaped, queryEscaped } from './escaping';
import { canBeNil, fitValue, isTrue } from './held';
import { index, length, slice } from './indexing';

const ANY = 'reflect.Value';

type Body = (values: readonly Value[], context: CallContext) => Value;

/** By name. `and` and `or` are the executor's own: they do not evaluate every argument. */
export const BUILTINS: ReadonlyMap<string, GoFunction> = new Map(
  [
    variadic('and', [ANY, ANY], (values) => values.find((value) => !isTrue(value)) ?? values.at(-1)),
    variadic('or', [ANY, ANY], (values) => values.find((value) => isTrue(value)) ?? values.at(-1)),
    variadic('call', [ANY, ANY], callValue),
    variadic('html', ['interface {}'], (values) => htmlEscaped(shown(values))),
    variadic('js', ['interface {}'], (values) => jsEscaped(shown(values))),
    variadic('urlquery', ['interface {}'], (values) => queryEscaped(shown(values))),
    variadic('index', [ANY, ANY], ([item, ...indexes]) => index(item, indexes)),
    variadic('slice', [ANY, ANY], ([item, ...indexes]) => slice(item, indexes)),
    fixed('len', 1, ([item]) => new GoInt(BigInt(length(item)))),
    fixed('not', 1, ([value]) => !isTrue(value)),
    variadic('print', ['interface {}'], (values) => sprint(values)),
    variadic('printf', ['string', 'interface {}'], ([format, ...values], { budget }) => sprintf(format as string, values, budget.atOnce)),
    variadic('println', ['interface {}'], (values) => sprintln(values)),
    variadic('eq', [ANY, ANY], ([first, ...others]) => equalsAny(first, others)),
    fixed('ne', 2, ([left, right]) => !equalsAny(left, [right])),
    fixed('lt', 2, ([left, right]) => lessThan(left, right)),
    fixed('le', 2, ([left, right]) => lessThan(left, right) || equalsAny(left, [right])),
    fixed('gt', 2, ([left, right]) => !lessThan(left, right) && !equalsAny(left, [right])),
    fixed('ge', 2, ([left, right]) => !lessThan(left, right)),
  ].map((fn) => [fn.name, fn]),
);

function variadic(name: string, parameters: readonly string[], body: Body): GoFunction {
  return new GoFunction(name, parameters, body, true, derivationOf(name));
}

function fixed(name: string, count: number, body: Body): GoFunction {
  return new GoFunction(name, new Array<string>(count).fill(ANY), body);
}

/** The text of arguments that are escaped: nil shows as in a template's output. */
function shown(values: readonly Value[]): string {
  return sprint(values.map((value) => (value === undefined ? '<no value>' : value)));
}

/** `call f x`: the executor puts the name that the template has for `f` before the arguments. */
function callValue(values: readonly Value[], context: CallContext): Value {
  const [name, fn, ...args] = values;
  if (fn === undefined) throw new GoError('call of nil');
  if (!(fn instanceof GoFunction)) throw new GoError(`non-function ${name} of type ${typeName(fn)}`);
  const wanted = fn.parameters.length;
  if (fn.variadic && args.length < wanted - 1)
    throw new GoError(`wrong number of args for ${name}: got ${args.length} want at least ${wanted - 1}`);
  if (!fn.variadic && args.length !== wanted) throw new GoError(`wrong number of args for ${name}: got ${args.length} want ${wanted}`);
  return fn.call(
    args.map((value, at) => prepared(value, fn.parameters[Math.min(at, wanted - 1)] ?? 'interface {}', at)),
    context,
  );
}

function prepared(value: Value, type: string, at: number): Value {
  if (value === undefined && !canBeNil(type)) throw new GoError(`arg ${at}: value is nil; should be of type ${type}`);
  const result = fitValue(value ?? null, type);
  if (typeof result === 'string') throw new GoError(`arg ${at}: value has type ${typeName(value)}; should be ${type}`);
  return result.value;
}
