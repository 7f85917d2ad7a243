// What failures say of controllers alone: what they apply of each other, refuse, or know by themselves.
import type { FailureCode } from '../model';
import type { Message } from './message';

export const CONTROLLER_MESSAGES = {
  applicationsUnknown: {
    text: 'Which Applications {subject} applies is not known here: its chart takes too long while environments are looked for. Make its loops shorter, or list them with “plumbline environments”.',
    bare: 'Which Applications this one applies is not known here: its chart takes too long. Make its loops shorter, or list them with “plumbline environments”.',
  },
  applicationsUnfetched: {
    text: 'What {subject} applies of Applications, Kustomizations or HelmReleases is not known: its chart {detail} has not been fetched. Fetch it with “Plumbline: Fetch Remote Bases”, or on the command line with “plumbline preview”.',
    bare: 'What this one applies of Applications, Kustomizations or HelmReleases is not known: its chart has not been fetched. Fetch it with “Plumbline: Fetch Remote Bases”.',
  },
  applicationsSecret: {
    text: 'Not all that {subject} applies of Applications, Kustomizations or HelmReleases is listed: a name, path or version of them comes from a Secret. Take those from a ConfigMap.',
    bare: 'Not all that this one applies of Applications, Kustomizations or HelmReleases is listed: a name, path or version of them comes from a Secret. Take those from a ConfigMap.',
  },
  applicationsEndless: {
    text: 'Not all that {subject} applies of Applications, Kustomizations or HelmReleases is listed: each applies others in turn, without an end. Let it apply none of its own kind.',
    bare: 'Not all that this one applies of Applications, Kustomizations or HelmReleases is listed: each applies others in turn, without an end. Let it apply none of its own kind.',
  },
  projectRefuses: {
    text: 'Argo CD applies nothing of {subject}: {detail}. Correct it here, or permit it in the project.',
    bare: 'Argo CD applies nothing of this Application: its project does not permit it. Correct it here, or permit it in the project.',
    related: 'The rule of the project',
  },
  projectRefusesObject: {
    text: 'Argo CD refuses {subject}, and so syncs nothing of the Application: {detail}. Take it out, or permit it in the project.',
    bare: 'Argo CD refuses this object, and so syncs nothing of the Application: the project does not permit it. Take it out, or permit it in the project.',
    related: 'The rule of the project',
  },
  noArgoCd: {
    text: 'Argo CD does not seem to run in {subject}: {detail}. Ask the cluster that it runs in.',
    bare: 'Argo CD does not seem to run in this cluster. Ask the one that it runs in.',
  },
  clustersUnknown: {
    text: 'Which clusters {subject} reaches is not known here: {detail}. What they get is shown all the same.',
    bare: 'Which clusters this reaches is not known here. What they get is shown all the same.',
  },
  notDeployed: {
    text: '{subject} is not deployed to {detail}: doNotDeploy at this line says so. Take it out if they ought to get it.',
    bare: 'This is not deployed to some clusters: doNotDeploy at this line says so. Take it out if they ought to get it.',
  },
  controllerOnly: {
    text: '{subject} is known to the controller alone. What depends on it is unknown; the rest is not affected.',
    bare: 'This is known to the controller alone. What depends on it is unknown; the rest is not affected.',
  },
} as const satisfies Partial<Record<FailureCode, Message>>;
