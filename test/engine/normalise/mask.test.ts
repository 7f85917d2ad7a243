// Masks: equal values look equal, different ones different, and no value is left anywhere.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, MapNode } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import { normalise } from '../../../src/engine/normalise/normalise';
import { at } from '../../../src/engine/yaml/access';
import { toJson } from '../../../src/engine/yaml/json';
import { readDocuments } from '../../../src/engine/yaml/read';

const key = new Uint8Array(32).fill(3);
const SEED = 20_261_121;

function secret(fields: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, ...fields };
}

function data(object: JsonObject): Record<string, string> {
  return object.data as Record<string, string>;
}

function nodeOf(yaml: string): MapNode {
  return readDocuments(yaml, 'secret.yaml').documents[0] as MapNode;
}

describe('value', () => {
  test('is dots and a tag of this session', () => {
    const masked = createMask(key).value('hunter22');
    expect(masked).toMatch(/^•{8} \([a-z2-7]{4}\)$/);
    expect(createMask(key).value('hunter22')).toBe(masked);
    expect(createMask(new Uint8Array(32).fill(4)).value('hunter22')).not.toBe(masked);
  });

  test('masking what is masked changes nothing', () => {
    const mask = createMask(key);
    expect(mask.value(mask.value('hunter22'))).toBe(mask.value('hunter22'));
  });

  test('two values share a tag only when they are equal, however many there are', () => {
    const mask = createMask(key);
    const tags = new Set(Array.from({ length: 5000 }, (_, index) => mask.value(`password-${index}`)));
    expect(tags.size).toBe(5000);
  });

  test('a short key is refused', () => {
    expect(() => createMask(new Uint8Array(8))).toThrow('16 random bytes');
  });
});

describe('object', () => {
  test('a value has one tag in data and in stringData, before and after normalising', () => {
    const mask = createMask(key);
    const asData = data(mask.object(normalise(secret({ data: { password: btoa('hunter22') } }))));
    const asText = data(mask.object(normalise(secret({ stringData: { password: 'hunter22' } }))));
    const unnormalised = mask.object(secret({ stringData: { password: 'hunter22' } })).stringData;
    expect(asData).toEqual(asText);
    expect(unnormalised).toEqual(asText);
    expect(asData.password).not.toBe(data(mask.object(secret({ data: { password: btoa('hunter23') } }))).password);
  });

  test('binary data, broken base64 and values that are no strings are masked all the same', () => {
    const masked = data(createMask(key).object(secret({ data: { binary: '/wD+', broken: 'not base64!', number: 12345, empty: '' } })));
    for (const name of ['binary', 'broken', 'number']) expect(masked[name]).toMatch(/^•{8} /);
    expect(masked.empty).toBe('');
  });

  test('a Secret inside another object, and data that is no map, are masked as well', () => {
    const inner = secret({ stringData: { password: 'hunter22' }, data: 'hunter23' });
    const outer = { apiVersion: 'example.com/v1', kind: 'Template', metadata: { name: 'x' }, spec: { objects: [inner], one: inner } };
    for (const object of [inner, outer]) expect(JSON.stringify(createMask(key).object(object))).not.toContain('hunter2');
  });

  test('the copy that kubectl keeps is masked as a whole, on any kind', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMjI="}}', team: 'shop' };
    for (const kind of ['Secret', 'ConfigMap']) {
      const masked = createMask(key).object({ apiVersion: 'v1', kind, metadata: { name: 'db', annotations } });
      expect(JSON.stringify(masked)).not.toContain('aHVudGVyMjI=');
      expect(JSON.stringify(masked)).toContain('"team":"shop"');
    }
  });

  test('Secrets inside a List, and values that SOPS encrypted, are masked', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [secret({ data: { password: btoa('hunter22') } })] };
    expect(JSON.stringify(createMask(key).object(list))).not.toContain(btoa('hunter22'));
    const encrypted = { apiVersion: 'v1', kind: 'ConfigMap', data: { token: 'ENC[AES256_GCM,data:abcd,type:str]', colour: 'green' } };
    expect(createMask(key).object(encrypted)).toMatchObject({ data: { token: expect.stringMatching(/^•{8} /), colour: 'green' } });
  });

  test('what is not secret is shared, not copied', () => {
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { colour: 'green' } };
    expect(createMask(key).object(settings).data).toBe(settings.data);
  });
});

describe('node', () => {
  test('agrees with object, and keeps origins', () => {
    const node = nodeOf(
      `apiVersion: v1\nkind: Secret\nmetadata: { name: db }\ndata: { a: ${btoa('hunter22')} }\nstringData: { b: hunter22 }\n`,
    );
    const masked = createMask(key).node(node);
    expect(toJson(masked)).toEqual(createMask(key).object(toJson(node) as JsonObject));
    expect(at(masked, ['data', 'a'])?.origin).toEqual(at(node, ['data', 'a'])?.origin);
  });

  test('a scalar that derives from a Secret is masked wherever it landed', () => {
    const node = nodeOf('apiVersion: v1\nkind: ConfigMap\ndata:\n  url: postgres://hunter22@db\n  colour: green\n');
    const marked = JSON.parse(JSON.stringify(node), (_, value) =>
      value?.text?.startsWith('postgres') ? { ...value, secret: true } : value,
    ) as MapNode;
    expect(toJson(createMask(key).node(marked))).toMatchObject({ data: { url: expect.stringMatching(/^•{8} /), colour: 'green' } });
  });
});

describe('scrub', () => {
  test('leaves the names of objects readable, though a user name be the same; other forms of that value are hidden', () => {
    const mask = createMask(key);
    mask.node(
      nodeOf(`kind: Secret\nmetadata: {name: payments-db, namespace: payments}\nstringData: {username: payments, password: hunter22}\n`),
    );
    expect(mask.scrub('The Secret payments/payments-db holds hunter22.')).toBe(
      `The Secret payments/payments-db holds ${mask.value('hunter22')}.`,
    );
    expect(mask.scrub(btoa('payments'))).not.toContain(btoa('payments'));
    mask.object(secret({ metadata: { name: 'cart' }, data: { username: btoa('cart') } }));
    expect(mask.scrub('cart not found')).toBe('cart not found');
  });

  test('hides a name that is made of a secret', () => {
    const mask = createMask(key);
    const node = nodeOf('kind: Ingress\nmetadata: {name: hidden.example}\n');
    const metadata = at(node, ['metadata']) as MapNode;
    const named = metadata.entries.map(({ key: field, value }) => ({ key: field, value: { ...value, secret: true } as typeof value }));
    mask.node({ ...node, entries: [{ key: 'metadata', value: { ...metadata, entries: named } }] });
    expect(mask.scrub('no hidden.example here')).not.toContain('hidden.example');
  });

  test.each([
    ['as Go quotes it in JSON', 'p\\u003ca\\u003e\\u0026s\\"s wérd'],
    ['as a part of an address', 'postgres://u:p%3Ca%3E%26s%22s%20w%C3%A9rd@db'],
    ['in a query', 'token=p%3Ca%3E%26s%22s+w%C3%A9rd'],
    ['in base64 without padding', btoa('p<a>&s"s w\u00c3\u00a9rd').replace(/=+$/, '')],
  ])('finds a secret %s', (_how, text) => {
    const mask = createMask(new Uint8Array(32).fill(9));
    mask.value('p<a>&s"s wérd');
    mask.value('half a pair: \ud800');
    expect(mask.scrub(`said ${text}`)).toMatch(/^said (postgres:\/\/u:|token=)?•{8} \([a-z2-7]+\)(@db)?$/);
  });

  test('takes out values seen in any form: plain, base64, quoted, by line', () => {
    const mask = createMask(key);
    const certificate = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END KEY-----\n';
    mask.object(secret({ data: { password: btoa('hunter22'), certificate: btoa(certificate) }, stringData: { quoted: 'say "friend"' } }));
    const said = `hunter22 ${btoa('hunter22')} "say \\"friend\\"" MIIEvQIBADANBgkqhkiG9w0B`;
    const scrubbed = mask.scrub(`the server said: ${said}`);
    for (const part of ['hunter22', btoa('hunter22'), 'friend', 'MIIEvQ']) expect(scrubbed).not.toContain(part);
    expect(scrubbed).toContain(mask.value('hunter22'));
  });

  test('leaves values too short to be told from other words', () => {
    const mask = createMask(key);
    mask.object(secret({ stringData: { flag: 'on' } }));
    expect(mask.scrub('on it goes')).toBe('on it goes');
  });

  test('knows what kubectl applied before, even where the value has changed since', () => {
    const mask = createMask(key);
    const copy = JSON.stringify(secret({ stringData: { password: 'old-{value}' } }));
    mask.object(secret({ metadata: { name: 'db', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': copy } } }));
    expect(mask.scrub('was old-{value}')).not.toContain('old-{value}');
  });

  test('never leaves a value of four or more characters in a text that repeats it', () => {
    const values = fc.array(
      fc.string({ minLength: 4, maxLength: 20 }).filter((text) => text.trim().length >= 4 && !/[•()]/.test(text)),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(values, (texts) => {
        const mask = createMask(key);
        mask.object(secret({ stringData: Object.fromEntries(texts.map((text, index) => [`k${index}`, text])) }));
        const scrubbed = mask.scrub(texts.map((text) => `<${text}>`).join('\n'));
        return scrubbed.split('\n').every((line) => !texts.some((text) => line === `<${text}>`));
      }),
      { seed: SEED },
    );
  });
});
