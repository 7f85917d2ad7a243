// What each finding says.
import type { FindingCode } from '../model';

/** `text` names `{subject}` and, where every finding of the code has one, `{detail}`; `related` is said of each line that is why. */
export interface FindingMessage {
  readonly text: string;
  readonly related?: string;
}

export const FINDINGS: Readonly<Record<FindingCode, FindingMessage>> = {
  plainSecret: {
    text: 'The Secret “{subject}” stands in Git in clear. Encrypt it with SOPS or Sealed Secrets, or fetch it with External Secrets, and change its values.',
  },
  dumpedSecret: {
    text: 'The Secret “{subject}” was dumped from a cluster in clear. Leave Secrets out of dumps that Git holds, and change its values if it was ever pushed.',
  },
  deprecatedField: {
    text: 'The field “{subject}” is deprecated. It still works; its successor is “{detail}”, which “kustomize edit fix” can write.',
  },
  targetMatchesNothing: {
    text: '“{subject}” selects no object, so this changes nothing. Correct the target, or remove the entry.',
  },
  imageMatchesNothing: {
    text: 'No container uses the image “{subject}”, so this changes nothing. Correct the name (without tag), or remove the entry.',
  },
  optionIgnored: {
    text: 'The option “{subject}” is ignored here: {detail}. Remove it, or give what it needs.',
  },
  overridden: {
    text: 'This value of {subject} never takes effect: wherever it is used, another line replaces it. Remove one of the two.',
    related: 'This line wins',
  },
  repeated: {
    text: 'This sets {subject} to the value that it has already. Remove the line, unless it is meant to pin the value.',
    related: 'The value is set here already',
  },
  chartDeprecated: { text: 'The chart {subject} is deprecated. It still works; see its page for what takes its place.' },
  lockOutOfSync: {
    text: 'The lock file of the chart {subject} does not belong to its dependencies: {detail}. Flux takes what is locked, and nothing else; run “helm dependency update {subject}”, and commit the lock file.',
  },
  valueIgnored: { text: 'A value of the chart {subject} is ignored: {detail}. Correct the value, or remove it.' },
  valueUnread: {
    text: 'No template of the chart {detail} reads the value “{subject}”, so it changes no object. Correct the key, or remove it.',
  },
  valueUnset: {
    text: 'Nothing sets the value “{subject}” of the chart {detail}, so this writes nothing. Give it a default in values.yaml, or leave the line out where it is not set.',
    related: 'It is called here',
  },
  valuesPattern: {
    text: 'The pattern “{subject}” stands for every values file that matches, as Argo CD has it since 3.4. Where an earlier version runs, name the files one by one: it looks for one file of that very name.',
  },
  hookUnknown: { text: 'Helm knows no hook “{subject}”, and leaves this object out. Correct the annotation.' },
  lookupNotAsked: {
    text: 'The chart looks up {subject} in the cluster, and none was asked: this is what it renders where there is nothing of the kind.',
  },
  capabilityUnknown: {
    text: 'What charts are told of the cluster is not all known: {subject}. What they decide by it may be otherwise there.',
  },
  policyMissing: {
    text: 'This repository has no ImagePolicy {subject}, so nothing in it sets this line. Correct the marker, or add the policy.',
  },
  markerNotWritten: {
    text: 'No ImageUpdateAutomation of this repository writes this line, though the ImagePolicy {subject} chooses a tag for it. Check their namespace, selector and update.path.',
  },
  digestNotReflected: {
    text: 'This line is to have the digest of what the ImagePolicy {subject} chooses, and the policy looks none up. Set its digestReflectionPolicy to IfNotPresent or Always, or name another part of the image in the marker.',
    related: 'The policy',
  },
  notAnObject: { text: 'This is not a Kubernetes object: {detail}. The cluster will refuse it; correct the template.' },
  objectRepeated: {
    text: 'This {subject} is not applied: the Application has another one of the same name, and Argo CD applies the last. Remove one of the two.',
    related: 'This one is applied',
  },
  projectNotDeclared: {
    text: 'No file of this repository declares the AppProject {subject}, so what it permits is not known here. Add it, or correct the name: where there is no such project, Argo CD applies nothing of the Application.',
    related: 'This Application names it as well',
  },
  projectUndecided: {
    text: 'Whether the project {subject} permits this is not known here: {detail}. See the Application in Argo CD.',
    related: 'See here as well',
  },
  namespaceNotPermitted: {
    text: 'Where there is no namespace {subject} yet, Argo CD cannot make it, and so syncs nothing of the Application: {detail}. Permit the kind in the project, or make the namespace in another way.',
    related: 'The rule of the project',
  },
};
