// Renders a chart with the engine and with the real Helm, and says where they differ.
import type { RealHelm } from '../support/helm-batch';
import { engineTemplateOver, type HelmOutcome } from '../support/helm-template';
import { memoryFiles } from '../support/memory-files';
import { writeTree } from './compare-trees';
import type { Tree } from './random-trees';

export interface ComparedChart {
  readonly real: HelmOutcome['kind'];
  /** Undefined where both agree. */
  readonly difference: string | undefined;
}

/** @param tree the chart in `chart/`, `values.yaml`, and `arguments`: a flag with what it is given in each line. */
export async function compareChart(real: RealHelm, helm: 3 | 4, root: string, tree: Tree): Promise<ComparedChart> {
  writeTree(root, tree);
  const args = argumentsOf(tree);
  const theirs = await real.template(root, args);
  return { real: theirs.kind, difference: chartDisagreement(theirs, engineTemplateOver(memoryFiles(tree), helm, 'chart', args)) };
}

export function argumentsOf(tree: Tree): readonly string[] {
  const lines = text(tree.arguments)
    .split('\n')
    .filter((line) => line !== '');
  const given = lines.flatMap((line) => {
    const space = line.indexOf(' ');
    return space === -1 ? [line] : [line.slice(0, space), line.slice(space + 1)];
  });
  return tree['values.yaml'] === undefined ? given : ['-f', 'values.yaml', ...given];
}

function text(content: Tree[string] | undefined): string {
  return typeof content === 'string' ? content : Buffer.from(content ?? []).toString('utf8');
}

/** Both may refuse in words of their own. */
export function chartDisagreement(real: HelmOutcome, ours: HelmOutcome): string | undefined {
  if (real.kind === 'refused') return ours.kind === 'refused' ? undefined : `only Helm refuses: ${real.reason}`;
  if (ours.kind === 'refused') return `only the engine refuses: ${ours.reason}`;
  const [theirs, mine] = [comparable(real.text), comparable(ours.text)];
  if (theirs.join('\n') === mine.join('\n')) return undefined;
  const at = theirs.findIndex((line, index) => line !== mine[index]);
  return `line ${at + 1}\nHelm:       ${theirs[at] ?? 'no more'}\nthe engine: ${mine[at] ?? 'no more'}`;
}

/** Addresses differ from run to run; what a reader of YAML complains of is told in the words of each. */
function comparable(text: string): readonly string[] {
  return text
    .replace(/\b0x[0-9a-f]{6,}/g, '0x')
    .replace(/(error converting YAML to JSON: yaml: )[^"\\\n]*/g, '$1…')
    .split('\n');
}
