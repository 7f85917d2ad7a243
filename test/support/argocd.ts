// Argo CD's own code, asked by a line and answering by a line, with the real kustomize and Helm on its PATH.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { oraclePath } from './parts';

export interface ArgoRequest {
  readonly application?: object;
  readonly applicationSet?: object;
  readonly secrets?: readonly object[];
  /** Where they are given, it is asked what they refuse of the Application and of its objects. */
  readonly projects?: readonly object[];
  readonly objects?: readonly object[];
  /** Of argocd-cm. */
  readonly configMap?: Readonly<Record<string, string>>;
  readonly settings?: ArgoSettings;
}

export interface ArgoSettings {
  readonly appLabelKey?: string;
  readonly trackingMethod?: string;
  readonly installationID?: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly buildOptions?: string;
  readonly clusterScoped?: readonly string[];
}

export interface ArgoAnswer {
  readonly objects: readonly ArgoObject[] | null;
  readonly error?: string;
}

export type ArgoObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
} & Readonly<Record<string, unknown>>;

/** What the controller sends where argocd-cm is empty. */
const DEFAULTS: ArgoSettings = { appLabelKey: 'app.kubernetes.io/instance', trackingMethod: 'annotation' };

/** One process for all requests, which ends with the last of them. @param repoServer the address of one that makes the manifests */
export async function askArgo(requests: readonly ArgoRequest[], repoServer?: string): Promise<readonly ArgoAnswer[]> {
  const program = await oraclePath('argocd-render');
  const folder = mkdtempSync(join(tmpdir(), 'argocd-'));
  try {
    symlinkSync(await oraclePath('argocd-kustomize'), join(folder, 'kustomize'));
    symlinkSync(await oraclePath('argocd-helm'), join(folder, 'helm'));
    const env = {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      TMPDIR: folder,
      HOME: folder,
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_LOG_LEVEL: 'panic',
    };
    const child = spawn(program, repoServer === undefined ? [] : [repoServer], { stdio: ['pipe', 'pipe', 'inherit'], env });
    for (const request of requests)
      child.stdin.write(`${JSON.stringify({ ...request, settings: { ...DEFAULTS, ...request.settings } })}\n`);
    child.stdin.end();
    const answers: ArgoAnswer[] = [];
    for await (const line of createInterface(child.stdout)) answers.push(JSON.parse(line));
    if (answers.length !== requests.length) throw new Error(`${requests.length} requests, and ${answers.length} answers`);
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
