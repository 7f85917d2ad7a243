// From rendered files to what Helm prints and installs: notes, hooks, manifests in their order, CRDs, objects.
import type { Failure, Finding } from '../../../model';
import { child, text } from '../../../yaml/access';
import type { HelmRendered, HelmRequest } from '../request';
import { HIDDEN } from '../secret-values';
import type { ChartInstance } from '../values/instance';
import { fullPath } from '../values/instance';
import type { Executed } from './execute';
import { isTest, type Manifest, sortManifests } from './manifests';
import { isSecret, objectsOfCrds, objectsOfManifests, type OriginAt, WITHHELD } from './objects';
import { crdsOf, printManifests } from './print';

export interface Assembled {
  readonly rendered: Pick<HelmRendered, 'text' | 'printed' | 'files' | 'objects' | 'hooks' | 'notes'>;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Finding[];
}

const NOTES = 'NOTES.txt';

export function assemble(instance: ChartInstance, executed: Executed, request: HelmRequest): Assembled {
  const { files, originAt, secretAt } = executed;
  const sorted = sortManifests(
    files.filter(({ name }) => !name.endsWith(NOTES)),
    request.helm,
    request.onlyText !== true,
  );
  const crds = request.includeCrds === true ? crdsOf(instance) : [];
  const hooks = sorted.hooks.filter((hook) => request.skipHooks !== true && (request.skipTests !== true || !isTest(hook)));
  const printed = { crds, manifests: sorted.manifests, hooks };
  const ofCrds = objectsOfCrds(crds);
  const ofManifests = objectsOfManifests(sorted.manifests, executed);
  const ofHooks = objectsOfManifests(hooks, executed);
  const placed = sorted.failures.map(({ file, offset, end, failure }): Failure => {
    const origin = originAt(file, { start: offset });
    const place = { file: origin.file, line: origin.line, column: origin.column };
    // What YAML's reader says repeats nothing of the text.
    const isTold = failure.code === 'notYaml' || secretAt(file, offset, end) === undefined;
    return { ...place, ...(isTold ? failure : { code: failure.code, subject: 'metadata', detail: WITHHELD }) };
  });
  return {
    rendered: {
      text: printManifests(printed),
      printed,
      files,
      objects: request.onlyText === true ? [] : [...ofCrds.objects, ...ofManifests.objects],
      hooks: ofHooks.objects,
      notes: files.find(({ name }) => name === `${fullPath(instance)}/templates/${NOTES}`)?.text ?? '',
    },
    failures: placed,
    warnings: [
      // Helm prints what is no object; whoever applies it refuses it.
      ...[ofCrds, ofManifests, ofHooks].flatMap(({ failures }) => failures.map(notAnObject)),
      ...sorted.unknownHooks.map((hook) => unknownHook(hook, originAt, isSecret(hook, secretAt))),
    ],
  };
}

function notAnObject({ file = '', line = 1, column = 1, subject = '', detail = subject }: Failure): Finding {
  return { code: 'notAnObject', severity: 'error', file, line, column, subject, detail };
}

function unknownHook({ file, start, node }: Manifest, originAt: OriginAt, hidden: boolean): Finding {
  const origin = originAt(file, { start });
  const subject = hidden ? HIDDEN : (text(child(child(child(node, 'metadata'), 'annotations'), 'helm.sh/hook')) ?? '');
  return { code: 'hookUnknown', severity: 'warning', file: origin.file, line: origin.line, column: origin.column, subject };
}
