// From the command's arguments to a verb and its values.
import { parseArgs } from 'node:util';
import { type Flags, usage } from './invocation';
import { ownArguments } from './own-arguments';
import { GLOBAL_OPTIONS, VERBS, type Verb } from './verbs';

export type Parsed =
  | { readonly kind: 'call'; readonly verb: Verb; readonly positionals: readonly string[]; readonly flags: Flags }
  | { readonly kind: 'help'; readonly verb?: Verb }
  | { readonly kind: 'version' };

/** @throws Stop, with `usage`, for anything that the verb does not take. */
export function parse(args: readonly string[]): Parsed {
  const [first] = args;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') return helpFor(args.slice(1));
  if (first === '--version' || first === 'version') return { kind: 'version' };
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && !takesValue(args[index - 1]));
  const name = at === -1 ? undefined : args[at];
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) throw usage(name === undefined ? 'A command is missing.' : `There is no command “${name}”.`);
  const { values, positionals } = read(verb, [...args.slice(0, at), ...args.slice(at + 1)]);
  if (values.help === true) return { kind: 'help', verb };
  checkPositionals(verb, positionals);
  return { kind: 'call', verb, positionals, flags: flagsOf(values) };
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function helpFor(names: readonly string[]): Parsed {
  const verb = VERBS.find((candidate) => candidate.name === names[0]);
  return verb === undefined ? { kind: 'help' } : { kind: 'help', verb };
}

function takesValue(arg: string | undefined): boolean {
  return arg?.startsWith('--') === true && !arg.includes('=') && GLOBAL_OPTIONS[arg.slice(2)]?.type === 'string';
}

function read(verb: Verb, args: string[]): { readonly values: Values; readonly positionals: string[] } {
  const specs = { ...verb.options, ...GLOBAL_OPTIONS };
  const own = ownArguments(args, specs, verb.others);
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple = false }]) => [
      name,
      short === undefined ? { type, multiple } : { type, short, multiple },
    ]),
  );
  try {
    return parseArgs({ args: own, options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      throw usage(`${firstSentence(error.message)}.`);
    }
    throw error;
  }
}

function firstSentence(message: string): string {
  return message.replace(/\. .*$/s, '').replace(/\.$/, '');
}

function checkPositionals(verb: Verb, given: readonly string[]): void {
  const needed = verb.takes.filter((name) => !name.startsWith('['));
  const missing = needed[given.length];
  if (missing !== undefined) throw usage(`“${verb.name}” needs ${missing}.`);
  const extra = given[verb.takes.length];
  if (extra !== undefined) throw usage(`“${verb.name}” does not take “${extra}”.`);
}

function flagsOf(values: Values): Flags {
  return {
    text(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    all(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    },
    on: (name) => values[name] === true,
  };
}
