// `plumbline images`: the lines that image automation sets, by which policy, and what it would choose now.
import { createImageTags } from '../../adapters/image-tags';
import { useProxiesOfEnvironment } from '../../adapters/http/proxies';
import { ruleWords } from '../../engine/decide/image-policy';
import type { ImageAutomation, ImageMarker } from '../../engine/model';
import type { Mask } from '../../engine/normalise/mask';
import { choosePolicies, nextValue, type PolicyChoice } from '../../session/image-policies';
import { openFleet } from '../fleet';
import type { Invocation } from '../invocation';
import { failureJson, jsonLine } from '../json';

export async function run(call: Invocation): Promise<number> {
  const { flags, terminal, signal } = call;
  const { session } = await openFleet(flags, signal);
  const automation = session.discovery().imageAutomation;
  const choices = await choicesOf(automation, call);
  if (flags.on('json')) {
    await terminal.write(jsonLine(imagesJson(automation, choices, session.mask)));
  } else {
    for (const { failures } of choices) for (const failure of failures) terminal.failure(failure, session.mask);
    await terminal.write(imagesText(automation, choices));
  }
  return choices.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

/** Registries are asked unless --offline forbids it. */
async function choicesOf({ policies }: ImageAutomation, { flags, terminal, signal }: Invocation): Promise<readonly PolicyChoice[]> {
  if (flags.on('offline')) return policies.map((policy) => ({ policy, failures: policy.failures }));
  await useProxiesOfEnvironment();
  const progress = policies.length === 0 ? undefined : terminal.progress('Asking registries for tags…');
  const tags = createImageTags(process.env, () => true);
  try {
    return await choosePolicies(policies, tags, signal);
  } finally {
    progress?.();
  }
}

function imagesText({ markers, automations }: ImageAutomation, choices: readonly PolicyChoice[]): string {
  const blocks = choices.map((choice) => {
    const { policy, latest, digest } = choice;
    const state = policy.suspended ? ' (suspended)' : '';
    const head = `${policy.name}  ${policy.image ?? 'unknown image'}, ${ruleWords(policy.rule)}${latest === undefined ? '' : `: ${latest}`}${digest === undefined ? '' : ` (${digest})`}${state}\n`;
    const own = markers.filter((marker) => marker.policy === policy.name);
    return head + own.map((marker) => markerText(marker, choice)).join('');
  });
  const orphans = markers.filter((marker) => choices.every(({ policy }) => policy.name !== marker.policy));
  const unknown = orphans.map((marker) => `${marker.policy}  no such ImagePolicy in this repository\n${markerText(marker, undefined)}`);
  const written = automations.map(({ name, source, path, branch, pushBranch, suspended }) => {
    const from = branch === undefined ? '' : `, branch ${branch}`;
    const to = pushBranch === undefined ? '' : `, pushed to ${pushBranch}`;
    return `ImageUpdateAutomation ${name}  ${path} of ${source}${from}${to}${suspended ? ' (suspended)' : ''}\n`;
  });
  const all = [...blocks, ...unknown, ...written];
  return all.length === 0 ? 'No image automation in this repository.\n' : all.join('');
}

function markerText(marker: ImageMarker, choice: PolicyChoice | undefined): string {
  const next = nextValue(marker, choice);
  const by = marker.automations.length === 0 ? '' : `  by ${marker.automations.join(', ')}`;
  const change = next === undefined ? '' : next === marker.value ? '  (up to date)' : ` -> ${next}`;
  return `  ${marker.file}:${marker.line}  ${marker.value}${change}${by}\n`;
}

function imagesJson({ markers, automations }: ImageAutomation, choices: readonly PolicyChoice[], mask: Mask) {
  const choiceFor = (name: string) => choices.find(({ policy }) => policy.name === name);
  return {
    policies: choices.map(({ policy, latest, digest, failures }) => ({
      policy: policy.name,
      file: policy.position.file,
      line: policy.position.line,
      rule: ruleWords(policy.rule),
      ...(policy.image === undefined ? {} : { image: policy.image }),
      suspended: policy.suspended,
      ...(latest === undefined ? {} : { latest }),
      ...(digest === undefined ? {} : { digest }),
      failures: failures.map((failure) => failureJson(failure, mask)),
    })),
    markers: markers.map((marker) => {
      const next = nextValue(marker, choiceFor(marker.policy));
      return { ...marker, ...(next === undefined ? {} : { next }) };
    }),
    automations: automations.map(({ position: { file, line }, ...automation }) => ({ file, line, ...automation })),
  };
}
