// What charts are told where no cluster is asked, laid beside the files of a tree: a chosen Kubernetes version, and real random values.
import { FailureError } from '../engine/model';
import type { ClusterCapabilities, FileAnswer, Files } from '../engine/ports';
import { answerText, CAPABILITIES_PATH } from '../engine/model/cluster-question';
import { RANDOM_PATH, randomText } from '../engine/render/helm/random/source';
import { capabilities } from '../engine/render/helm/release/capabilities';

export interface ChartSettings {
  /** As Helm takes it with --kube-version; Helm's own newest unless given. */
  readonly kubeVersion?: string | undefined;
  /** Besides those that Helm knows by itself. */
  readonly apiVersions?: readonly string[];
  /** Draws 32 random bytes for real random values; stand-ins unless given. They, and the present, stay the same for these files. */
  readonly seed?: (() => Uint8Array) | undefined;
  readonly now: () => Date;
}

/** The same files, with these answers. A version that is none is the failure of the charts that are told of it. */
export function withChartSettings({ kubeVersion, apiVersions = [], seed, now }: ChartSettings): (files: Files) => Files {
  const answers = new Map<string, FileAnswer>();
  if (kubeVersion !== undefined || apiVersions.length > 0) answers.set(CAPABILITIES_PATH, chosen(kubeVersion, apiVersions));
  if (seed !== undefined) answers.set(RANDOM_PATH, file(randomText({ seed: seed(), now: now() })));
  if (answers.size === 0) return (files) => files;
  return (files) => ({ read: (path) => answers.get(path) ?? files.read(path), list: (path) => files.list(path) });
}

function chosen(kubeVersion: string | undefined, more: readonly string[]): FileAnswer {
  try {
    // Helm 4 keeps a suffix that it was given, and Helm 3 takes it off.
    const { kubeVersion: version, apiVersions } = capabilities(4, kubeVersion, more);
    const told: ClusterCapabilities = {
      version: { gitVersion: version.version, major: version.major, minor: version.minor },
      apiVersions,
      unknown: [],
    };
    return file(answerText({ ...told }));
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { kind: 'failed', reason: error.failure };
  }
}

function file(text: string): FileAnswer {
  return { kind: 'file', text, version: text };
}
