// The help texts, made from the table of verbs.
import { GLOBAL_OPTIONS, type OptionSpecs, VERBS, type Verb } from './verbs';

export function overview(): string {
  const rows = VERBS.map((verb) => [usageOf(verb), verb.summary] as const);
  return (
    'Plumbline: what every GitOps environment really renders, why, and how the cluster differs.\n\n' +
    `Usage: plumbline COMMAND [options]\n\n${columns(rows)}\n\nOptions of every command:\n${columns(optionRows(GLOBAL_OPTIONS))}\n` +
    '\n“plumbline COMMAND --help” says more.\n'
  );
}

export function verbHelp(verb: Verb): string {
  const notes = verb.notes === undefined ? '' : `\n${verb.notes}\n`;
  const own = Object.keys(verb.options).length === 0 ? '' : `\nOptions:\n${columns(optionRows(verb.options))}\n`;
  return `Usage: plumbline ${usageOf(verb)} [options]\n\n${verb.summary}\n${notes}${own}\nOptions of every command:\n${columns(optionRows(GLOBAL_OPTIONS))}\n`;
}

function usageOf(verb: Verb): string {
  return [verb.name, ...verb.takes].join(' ');
}

function optionRows(options: OptionSpecs): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, help }]) => [
    `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
