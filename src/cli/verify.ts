// `plumbline render DIR --verify`: says whether the kustomize on the PATH builds the same bytes.
import { buildWithKustomize } from '../adapters/kustomize-program';
import type { Rendered } from '../engine/model';
import { failureLine } from '../engine/presenter';
import type { Profile } from '../engine/render/kustomize/build';
import { flagsOf, type Verification, verify } from '../session/verify';
import { interruptible } from './interrupt';
import { answered, type Invocation } from './invocation';
import { failureJson, jsonLine } from './json';
import { maskOver } from './masking';

/** @param folder absolute. @returns 0 where both build the same or both refuse, 1 where they do not. */
export async function runVerify(rendered: Rendered, folder: string, profile: Profile, { flags, terminal }: Invocation): Promise<number> {
  const done = terminal.progress('Building with kustomize…');
  const answer = await interruptible((signal) =>
    buildWithKustomize(folder, flagsOf({ ...profile, helm: profile.renderChart !== undefined }), { signal }),
  ).finally(() => done());
  const mask = maskOver(rendered);
  const verification = verify(rendered, answered(answer, 2), mask);
  const { program, verdict, difference, message, failures } = verification;
  const lines = failures.map((failure) => failureLine(failure, mask));
  if (flags.on('json')) {
    const json = failures.map((failure) => failureJson(failure, mask));
    await terminal.write(
      jsonLine({
        program,
        verdict,
        ...(difference && { difference: differenceJson(difference) }),
        ...(message && { message }),
        failures: json,
      }),
    );
  } else await terminal.write(`${wordsOf(verification, lines).join('\n')}\n`);
  return verdict === 'same' || verdict === 'bothRefuse' ? 0 : 1;
}

type Difference = NonNullable<Verification['difference']>;

function differenceJson({ line, ours, theirs, origin }: Difference) {
  const { file, line: at, column, step } = origin ?? {};
  return { line, ours, theirs, ...(origin === undefined ? {} : { origin: { file, line: at, column, step } }) };
}

function wordsOf({ program, verdict, objects, difference, message }: Verification, failures: readonly string[]): readonly string[] {
  const theirs = (message ?? '').split('\n').map((line) => `  ${line}`);
  const ours = failures.map((line) => `  ${line}`);
  switch (verdict) {
    case 'same':
      return [`Plumbline and ${program} build the same bytes: ${objects} object${objects === 1 ? '' : 's'}.`];
    case 'bothRefuse':
      return [`Plumbline and ${program} both refuse this folder.`, 'Plumbline says:', ...ours, `${program} says:`, ...theirs];
    case 'onlyPlumblineRefuses':
      return [`${program} builds this folder, and Plumbline does not:`, ...ours];
    case 'onlyProgramRefuses':
      return [`Plumbline builds this folder, and ${program} does not. It says:`, ...theirs];
    case 'different':
      return [`Plumbline and ${program} differ, first in line ${difference?.line ?? 0}:`, ...differenceLines(difference)];
  }
}

function differenceLines(difference: Difference | undefined): readonly string[] {
  if (difference === undefined) return [];
  const { ours, theirs, origin } = difference;
  const from = origin === undefined ? '' : `  # ${origin.file}:${origin.line}:${origin.column} (${origin.step})`;
  return [`  Plumbline: ${ours}${from}`, `  kustomize: ${theirs}`];
}
