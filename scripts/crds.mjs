// Puts CRDs from files into a cluster, and waits until its API server serves them.
// @ts-check
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { waitUntil } from './processes.mjs';

/** @typedef {import('./kube.mjs').KubeClient} KubeClient */
/** @typedef {import('./kube.mjs').Manifest} Manifest */

/** @param {KubeClient} client @param {readonly string[]} files one CRD each */
export async function installCrds(client, files) {
  for (const file of files) {
    const crd = /** @type {Manifest} */ (parse(readFileSync(file, 'utf8')));
    await client.apply(crd);
    await waitUntil(`${crd.metadata.name} should be established`, () => isEstablished(client, crd), { milliseconds: 20_000 });
  }
}

/** @param {KubeClient} client @param {Manifest} crd */
async function isEstablished(client, crd) {
  const conditions = (await client.read(crd))?.status?.conditions ?? [];
  return conditions.some((/** @type {{ type: string, status: string }} */ each) => each.type === 'Established' && each.status === 'True');
}
