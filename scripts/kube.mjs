// A bare client of the Kubernetes API: what the demo and the tests set a cluster up with, independent of the product's own client.
// @ts-check
import { Agent, request as httpsRequest } from 'node:https';

/** @typedef {{ apiVersion: string, kind: string, metadata: { name: string, namespace?: string, [field: string]: unknown }, [field: string]: unknown }} Manifest */
/** @typedef {{ status: number, body: any }} Reply */
/** @typedef {{ plural: string, namespaced: boolean }} Resource */

/**
 * @typedef {object} KubeClient
 * @property {(method: string, path: string, body?: unknown, contentType?: string) => Promise<Reply>} request any status is a reply
 * @property {(object: Manifest, options?: { fieldManager?: string, subresource?: string, dryRun?: boolean }) => Promise<any>} apply forced server-side apply; rejects unless it worked
 * @property {(object: Manifest) => Promise<any>} read undefined when absent
 * @property {(object: Manifest) => Promise<void>} remove absent is fine
 * @property {(object: Manifest, patch: unknown, options?: { fieldManager?: string, subresource?: string }) => Promise<any>} mergePatch
 */

/**
 * @param {{ url: string, ca: string, token: string }} server
 * @returns {KubeClient}
 */
export function kubeClient({ url, ca, token }) {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 8 });
  /** @type {Map<string, Resource>} */
  const resources = new Map();
  /** @type {KubeClient['request']} */
  const request = (method, path, body, contentType = 'application/json') =>
    send(new URL(url + path), { method, agent, headers: { authorization: `Bearer ${token}`, 'content-type': contentType } }, body);

  /** @param {Manifest} object @param {string} [subresource] */
  async function pathOf(object, subresource) {
    const root = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
    const key = `${object.apiVersion} ${object.kind}`;
    if (!resources.has(key)) learn(resources, object.apiVersion, must(await request('GET', root), `discover ${object.apiVersion}`));
    const resource = resources.get(key);
    if (resource === undefined) throw new Error(`the API server has no ${key}`);
    const namespace = resource.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
    return `${root}${namespace}/${resource.plural}/${object.metadata.name}${subresource === undefined ? '' : `/${subresource}`}`;
  }

  return {
    request,
    async apply(object, { fieldManager = 'set-up', subresource, dryRun = false } = {}) {
      const query = `?fieldManager=${encodeURIComponent(fieldManager)}&force=true${dryRun ? '&dryRun=All' : ''}`;
      const path = (await pathOf(object, subresource)) + query;
      return must(await request('PATCH', path, object, 'application/apply-patch+yaml'), `apply ${object.kind} ${object.metadata.name}`);
    },
    async mergePatch(object, patch, { fieldManager = 'set-up', subresource } = {}) {
      const path = `${await pathOf(object, subresource)}?fieldManager=${encodeURIComponent(fieldManager)}`;
      return must(await request('PATCH', path, patch, 'application/merge-patch+json'), `patch ${object.kind} ${object.metadata.name}`);
    },
    async read(object) {
      const reply = await request('GET', await pathOf(object));
      return reply.status === 404 ? undefined : must(reply, `read ${object.kind} ${object.metadata.name}`);
    },
    async remove(object) {
      const reply = await request('DELETE', await pathOf(object));
      if (reply.status !== 404) must(reply, `delete ${object.kind} ${object.metadata.name}`);
    },
  };
}

/** @param {Reply} reply @param {string} what */
function must(reply, what) {
  if (reply.status >= 200 && reply.status < 300) return reply.body;
  throw new Error(`could not ${what}: ${reply.status} ${reply.body?.message ?? JSON.stringify(reply.body)}`);
}

/** @param {Map<string, Resource>} resources @param {string} apiVersion @param {any} list */
function learn(resources, apiVersion, list) {
  for (const { name, kind, namespaced } of list.resources) {
    if (!name.includes('/')) resources.set(`${apiVersion} ${kind}`, { plural: name, namespaced });
  }
}

/** @param {URL} url @param {import('node:https').RequestOptions} options @param {unknown} body @returns {Promise<Reply>} */
function send(url, options, body) {
  return new Promise((done, fail) => {
    const outgoing = httpsRequest(url, { ...options, timeout: 30_000 }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        const isJson = incoming.headers['content-type']?.includes('json') === true;
        done({ status: incoming.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${options.method} ${url.pathname}: no answer within 30 s`)));
    outgoing.on('error', fail);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
