// A real program that is kept running: a JSON value a line on its standard input, a JSON answer a line on its standard output.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

export interface KeptRunning<Answer> {
  /** One after the other. Undefined where the process ended instead of answering; the next question starts a new one. */
  readonly ask: (question: unknown) => Promise<Answer | undefined>;
  readonly stop: () => void;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: Interface;
}

/** Starts the program when it is first asked, with no environment to speak of. */
export function keptRunning<Answer>(program: string): KeptRunning<Answer> {
  let running: Running | undefined;
  const stop = (): void => {
    running?.child.kill();
    running = undefined;
  };
  return {
    stop,
    async ask(question) {
      running ??= start(program);
      const answer = await answerOf<Answer>(running, question);
      if (answer === undefined) stop();
      return answer;
    },
  };
}

function start(program: string): Running {
  const child = spawn(program, [], { env: { PATH: '/nonexistent' } });
  child.stderr.resume();
  return { child, lines: createInterface(child.stdout) };
}

function answerOf<Answer>({ child, lines }: Running, question: unknown): Promise<Answer | undefined> {
  return new Promise((done) => {
    const answered = (line: string) => settle(JSON.parse(line) as Answer);
    const ended = () => settle(undefined);
    const settle = (answer: Answer | undefined) => {
      lines.off('line', answered);
      child.off('close', ended);
      done(answer);
    };
    lines.on('line', answered);
    child.on('close', ended);
    // A process that has just ended says so by closing.
    child.stdin.write(`${JSON.stringify(question)}\n`, () => undefined);
  });
}
