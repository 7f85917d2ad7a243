// The real Helm 3 or 4, kept running for many charts: its library, used as its command uses it; the command itself where that process ends.
import { keptRunning } from './kept-running';
import { type HelmOutcome, realTemplate } from './helm-template';
import { oraclePath } from './parts';

export interface RealHelm {
  /** What `helm template rel chart …` gives in a folder. One after the other. */
  readonly template: (folder: string, args: readonly string[]) => Promise<HelmOutcome>;
  readonly stop: () => void;
}

interface Answer {
  readonly text: string;
  readonly error?: string;
  readonly crashed?: true;
}

/** Builds the program where the cache has none. */
export async function startHelm(helm: 3 | 4): Promise<RealHelm> {
  const running = keptRunning<Answer>(await oraclePath(helm === 3 ? 'helm3-batch' : 'helm4-batch'));
  return {
    stop: running.stop,
    template: async (folder, args) => {
      const answer = await running.ask(requestOf(folder, args));
      if (answer === undefined) return realTemplate(helm, 'chart', args, folder);
      return answer.error === undefined ? { kind: 'text', text: answer.text } : { kind: 'refused', reason: answer.error };
    },
  };
}

const LISTS: Readonly<Record<string, string>> = {
  '-f': 'values',
  '--set': 'set',
  '--set-string': 'setString',
  '--set-json': 'setJson',
  '--set-literal': 'setLiteral',
};
const FLAGS: Readonly<Record<string, string>> = {
  '--include-crds': 'includeCrds',
  '--is-upgrade': 'isUpgrade',
  '--skip-tests': 'skipTests',
};

function requestOf(folder: string, args: readonly string[]): Record<string, unknown> {
  const request: Record<string, unknown> & { [list: string]: unknown } = { chart: `${folder}/chart` };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    const flag = FLAGS[arg];
    const list = LISTS[arg];
    if (flag !== undefined) request[flag] = true;
    else if (list !== undefined) {
      const given = args[++at] as string;
      request[list] = [...((request[list] as string[] | undefined) ?? []), list === 'values' ? `${folder}/${given}` : given];
    } else throw new Error(`The batch knows no ${arg}.`);
  }
  return request;
}
