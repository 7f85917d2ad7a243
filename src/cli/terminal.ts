// What a verb prints to: standard output for results, standard error for failures, warnings and progress.
import { CancelledError, type Failure, type Finding } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { failureLine, findingLine } from '../engine/presenter';
import { isTerminal, writeOut } from './standard-output';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim';

export interface Terminal {
  /** Whether standard output is a terminal. */
  readonly isTTY: boolean;
  readonly quiet: boolean;
  /** Writes to standard output; waits where the reader is slower. */
  write(text: string): Promise<void>;
  /** One line on standard error. */
  failure(failure: Failure, mask: Mask): void;
  /** Several lines on standard error, masked already. */
  rows(text: string): void;
  warning(failure: Failure, mask: Mask): void;
  finding(finding: Finding, mask: Mask): void;
  note(text: string): void;
  paint(colour: Colour, text: string): string;
  /** Says on a terminal what takes longer than a second. @returns what ends it. */
  progress(text: string): (text?: string) => void;
  /** Asks a yes/no question; undefined where nobody can answer. */
  confirm(question: string): Promise<boolean | undefined>;
}

const CODES: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 };

export function createTerminal(options: { readonly quiet: boolean; readonly noColor: boolean }): Terminal {
  const isTTY = isTerminal();
  const colours = isTTY && !options.noColor && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
  const said = new Set<string>();
  const error = (text: string): void => {
    // Apps that share a source share its failures: said once is enough.
    if (said.has(text)) return;
    said.add(text);
    process.stderr.write(`${text}\n`);
  };
  return {
    isTTY,
    quiet: options.quiet,
    write: writeOut,
    failure: (failure, mask) => error(failureLine(failure, mask)),
    rows: error,
    warning(failure, mask) {
      if (!options.quiet) error(`warning: ${failureLine(failure, mask)}`);
    },
    finding(finding, mask) {
      if (!options.quiet) error(`${finding.severity}: ${findingLine(finding, mask)}`);
    },
    note(text) {
      if (!options.quiet) error(text);
    },
    paint: (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text),
    progress: (text) => startProgress(text, !options.quiet && isTerminal(2)),
    confirm,
  };
}

const PROGRESS_DELAY = 1000;

function startProgress(text: string, visible: boolean): (text?: string) => void {
  if (!visible) return () => undefined;
  let shown = false;
  let words = text;
  const draw = (): void => {
    shown = true;
    process.stderr.write(`\r\u001b[K${words}`);
  };
  const timer = setTimeout(draw, PROGRESS_DELAY);
  return (next) => {
    if (next !== undefined) {
      words = next;
      if (shown) draw();
      return;
    }
    clearTimeout(timer);
    if (shown) process.stderr.write('\r\u001b[K');
  };
}

async function confirm(question: string): Promise<boolean | undefined> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise<boolean>((answer, cancel) => {
    lines.once('SIGINT', () => cancel(new CancelledError()));
    // Ctrl-D closes without an answer, and no answer is a no.
    lines.once('close', () => answer(false));
    lines.question(`${question} [y/N] `, (words) => answer(/^y(es)?$/i.test(words.trim())));
  }).finally(() => lines.close());
}
