// A run of the command line from its arguments to its exit code: the same engine as the editor's, with no editor.
import { randomBytes } from 'node:crypto';
import { version } from '../../package.json';
import { overview, verbHelp } from './help';
import { Stop } from './invocation';
import { parse } from './parse';
import { createTerminal, type Terminal } from './terminal';
import { CancelledError, type Failure, FailureError } from '../engine/model';
import { createMask } from '../engine/normalise/mask';

const INTERRUPTED = 130;

/** @returns the exit code. Never throws: what goes wrong is said on standard error. */
export async function main(args: readonly string[]): Promise<number> {
  const terminal = createTerminal({
    quiet: args.includes('--quiet') || args.includes('-q'),
    noColor: args.includes('--no-color'),
  });
  try {
    const parsed = parse(args);
    if (parsed.kind === 'version') return print(terminal, `plumbline ${version}\n`);
    if (parsed.kind === 'help') return print(terminal, parsed.verb === undefined ? overview() : verbHelp(parsed.verb));
    const verb = await parsed.verb.load();
    return await verb.run({
      positionals: parsed.positionals,
      flags: parsed.flags,
      terminal,
      // Only a verb that waits for something asks for it: during synchronous work Ctrl-C must end the process by itself.
      get signal() {
        return interruptSignal();
      },
    });
  } catch (error) {
    const { failure, exitCode } = outcome(error);
    terminal.failure(failure, createMask(randomBytes(32)));
    return exitCode;
  }
}

async function print(terminal: Terminal, text: string): Promise<number> {
  await terminal.write(text);
  return 0;
}

function outcome(error: unknown): { readonly failure: Failure; readonly exitCode: number } {
  if (error instanceof Stop) return error;
  if (error instanceof FailureError) return { failure: error.failure, exitCode: 2 };
  if (error instanceof CancelledError) return { failure: { code: 'cancelled' }, exitCode: INTERRUPTED };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { failure: { code: 'internal', detail }, exitCode: 2 };
}

/** The first Ctrl-C cancels what is under way; a second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
