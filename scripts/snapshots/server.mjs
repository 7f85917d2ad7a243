// The real API server as the snapshot's makers use it: writes as a named field manager, and lists of a kind.
import { startApiServer } from '../cluster.mjs';
import { KINDS } from './kinds.mjs';

export async function startServer() {
  const { client, stop } = await startApiServer({ context: 'snapshots' });
  const withVersion = (object) => ({ apiVersion: KINDS[object.kind].apiVersion, ...object });
  return {
    apply: (object, fieldManager) => client.apply(object, { fieldManager }),
    mergePatch: (object, patch, fieldManager, subresource) => client.mergePatch(withVersion(object), patch, { fieldManager, subresource }),
    /** As `kubectl edit` and `kubectl set` send it: lists are merged by their keys. */
    async strategicPatch({ kind, metadata }, patch, fieldManager) {
      const path = `${collection(KINDS[kind], metadata.namespace)}/${metadata.name}?fieldManager=${fieldManager}`;
      return must(await client.request('PATCH', path, patch, 'application/strategic-merge-patch+json'), path);
    },
    remove: (object) => client.remove(withVersion(object)),
    list: async (kind) => must(await client.request('GET', collection(KINDS[kind])), kind).items,
    /** Resolves when the API server answers for every kind: a CRD takes a moment. */
    async established() {
      const end = Date.now() + 30_000;
      for (const kind of Object.values(KINDS)) {
        while ((await client.request('GET', collection(kind))).status !== 200) {
          if (Date.now() > end) throw new Error(`The API server has no ${kind.resource} after 30 seconds.`);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    },
    stop,
  };
}

function collection({ apiVersion, resource }, namespace) {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace === undefined ? `${root}/${resource}` : `${root}/namespaces/${namespace}/${resource}`;
}

function must({ status, body }, what) {
  if (status >= 300) throw new Error(`${what}: ${status} ${body?.message}`);
  return body;
}
