// Arguments as other tools have them: switches with a value (`--include-crds=false`), and flags of the tool that a verb stands for.
import { usage } from './invocation';

/** Flags that another tool has, by their names without dashes. */
export interface OtherFlags {
  /** They change nothing here, and are left out. */
  readonly switches: readonly string[];
  /** The same, with a value. */
  readonly withValue: readonly string[];
  /** Letters of those. */
  readonly shorts: Readonly<Record<string, string>>;
  /** What to do here instead. */
  readonly instead: Readonly<Record<string, string>>;
}

/** Of an option, whether it takes a value. */
type Types = Readonly<Record<string, { readonly type: 'string' | 'boolean' } | undefined>>;

/**
 * The arguments without the flags that change nothing.
 * @throws Stop, with `usage`, for those that have another way here: it names that.
 */
export function ownArguments(args: readonly string[], options: Types, others: OtherFlags | undefined): string[] {
  const own: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === '--') return [...own, ...args.slice(at)];
    const [, name = '', value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg) ?? shortOf(arg, others);
    const known = options[name];
    if (known !== undefined) {
      const isOn = known.type === 'boolean' && value !== undefined ? truth(name, value) : undefined;
      if (isOn === undefined) own.push(arg);
      else if (isOn) own.push(`--${name}`);
      // What stands behind an option is its value; Helm takes it whatever it looks like.
      const behind = known.type === 'string' && value === undefined ? args[at + 1] : undefined;
      if (behind === undefined) continue;
      if (others !== undefined && behind.startsWith('-')) own[own.length - 1] = `${arg}=${behind}`;
      else own.push(behind);
      at++;
      continue;
    }
    const instead = others?.instead[name];
    if (instead !== undefined) throw usage(`--${name}: ${instead}.`);
    if (others?.withValue.includes(name) === true) at += value === undefined ? 1 : 0;
    else if (others?.switches.includes(name) !== true) own.push(arg);
  }
  return own;
}

function shortOf(arg: string, others: OtherFlags | undefined): readonly (string | undefined)[] {
  const [, letter = '', value = ''] = /^-([a-z])([\s\S]*)$/.exec(arg) ?? [];
  const name = others?.shorts[letter];
  return name === undefined ? [] : [arg, name, value === '' ? undefined : value];
}

function truth(name: string, value: string): boolean {
  if (/^(?:1|t|true)$/i.test(value)) return true;
  if (/^(?:0|f|false)$/i.test(value)) return false;
  throw usage(`--${name} is on or off: “${value}” is neither true nor false.`);
}
