// Flux's own library behind a pipe: what it renders of a Kustomization over a tree, a line for a line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { oraclePath } from './parts';

export interface FluxRequest {
  /** Absolute path of the tree. */
  readonly root: string;
  readonly path: string;
  readonly kustomization: unknown;
  /** `substituteStrategy: Always`. */
  readonly always?: boolean;
  /** Without what source-controller leaves out of an artifact, `ignore` being the source's `spec.ignore`. */
  readonly packed?: boolean;
  readonly ignore?: string;
}

export interface FluxAnswer {
  readonly yaml?: string;
  readonly error?: string;
}

/** One process for all requests. */
export async function askFlux(requests: readonly unknown[]): Promise<readonly FluxAnswer[]> {
  const child = spawn(await oraclePath('flux-render'), { stdio: ['pipe', 'pipe', 'inherit'] });
  for (const request of requests) child.stdin.write(`${JSON.stringify(request)}\n`);
  child.stdin.end();
  const answers: FluxAnswer[] = [];
  for await (const line of createInterface(child.stdout)) answers.push(JSON.parse(line));
  if (answers.length !== requests.length) throw new Error(`${answers.length} answers to ${requests.length} requests`);
  return answers;
}
