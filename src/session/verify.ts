// Compares what we build with what the user's own kustomize builds from the same folder. Both texts are masked in what comes out.
import { type EmittedLine, type Failure, nothingRendered, type Rendered } from '../engine/model';
import { learnSecrets } from '../engine/normalise/learn-secrets';
import type { Mask } from '../engine/normalise/mask';
import type { CommandWays, ProgramBuild } from '../engine/ports';
import { isInRemote } from '../engine/render/kustomize/remote/link';
import { markSecrets } from '../engine/render/kustomize/secret';
import { emitDocuments } from '../engine/yaml/emit';
import { readDocuments } from '../engine/yaml/read';

export type Verdict = 'same' | 'different' | 'bothRefuse' | 'onlyPlumblineRefuses' | 'onlyProgramRefuses';

export interface Verification {
  readonly program: string;
  readonly verdict: Verdict;
  readonly objects: number;
  readonly ours: string;
  readonly theirs: string;
  /** The program's own words, where it refuses. */
  readonly message?: string;
  readonly failures: readonly Failure[];
  /** The first line that differs, from 1, with what each has there, and where our line comes from. */
  readonly difference?: { readonly line: number; readonly ours: string; readonly theirs: string; readonly origin?: EmittedLine['origin'] };
}

/** The flags that make the command build in these ways. */
export function flagsOf({ reorder, restrictToRoot, helm }: CommandWays): readonly string[] {
  return [
    ...(reorder === 'default' ? [] : ['--reorder', reorder]),
    ...(restrictToRoot ? [] : ['--load-restrictor', 'LoadRestrictionsNone']),
    ...(helm ? ['--enable-helm'] : []),
  ];
}

/** Builds a folder as the command would. @param build what renders it in the given ways. */
export async function buildToVerify(
  ways: Omit<CommandWays, 'helm'>,
  build: (ways: CommandWays) => Promise<Rendered>,
): Promise<{ readonly ways: CommandWays; readonly rendered: Rendered }> {
  const without = { ...ways, helm: false };
  const plain = await build(without);
  if (!plain.failures.some(({ code }) => code === 'helmNotEnabled')) return { ways: without, rendered: plain };
  const helped = await build({ ...ways, helm: true });
  // A chart that is not in the tree, the command would write into it.
  const isFetched = helped.needs.length > 0 || helped.reads.some(isInRemote);
  return isFetched ? { ways: without, rendered: plain } : { ways: { ...ways, helm: true }, rendered: helped };
}

/** @param mask learns the secrets of both, so that no text that comes out repeats one. */
export function verify(rendered: Rendered, { program, outcome }: ProgramBuild, mask: Mask): Verification {
  learnSecrets(rendered, mask);
  learnSecrets(secretsOf(outcome), mask);
  const refuses = rendered.failures.length > 0;
  const emitted = refuses ? { text: '', lines: [] } : emitDocuments(rendered.objects.map(({ node }) => node));
  const theirs = outcome.kind === 'yaml' ? outcome.yaml : '';
  const line = firstDifference(emitted.text, theirs);
  const verdict = verdictOf(refuses, outcome.kind === 'refused', line === undefined);
  const textAt = (text: string, index: number) => mask.scrub(text.split('\n')[index] ?? '');
  const origin = line === undefined ? undefined : emitted.lines[line]?.origin;
  return {
    program,
    verdict,
    objects: rendered.objects.length,
    ours: mask.scrub(emitted.text),
    theirs: mask.scrub(theirs),
    failures: rendered.failures,
    ...(outcome.kind === 'refused' ? { message: mask.scrub(outcome.message) } : {}),
    ...(verdict !== 'different' || line === undefined
      ? {}
      : {
          difference: {
            line: line + 1,
            ours: textAt(emitted.text, line),
            theirs: textAt(theirs, line),
            ...(origin === undefined ? {} : { origin }),
          },
        }),
  };
}

function verdictOf(ours: boolean, theirs: boolean, same: boolean): Verdict {
  if (ours && theirs) return 'bothRefuse';
  if (ours) return 'onlyPlumblineRefuses';
  if (theirs) return 'onlyProgramRefuses';
  return same ? 'same' : 'different';
}

function firstDifference(a: string, b: string): number | undefined {
  if (a === b) return undefined;
  const [ours, theirs] = [a.split('\n'), b.split('\n')];
  const index = ours.findIndex((line, i) => line !== theirs[i]);
  return index === -1 ? ours.length : index;
}

function secretsOf(outcome: ProgramBuild['outcome']): Rendered {
  const documents = outcome.kind === 'yaml' ? readDocuments(outcome.yaml, '').documents : [];
  const objects = documents.flatMap((node) =>
    node.kind === 'map' ? [{ ref: { apiVersion: '', kind: '', name: '' }, node: markSecrets(node) }] : [],
  );
  return { ...nothingRendered([]), objects };
}
