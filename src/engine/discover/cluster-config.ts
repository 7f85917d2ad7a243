// Whether Argo CD can read how it signs in to a cluster: where it cannot, it lists no clusters at all. Nothing of the credentials is kept or told. Source: argo-cd v3.2.6, `SecretToCluster`, `ClusterConfig`.
import type { Json, MapNode, Node } from '../model';
import { decodeBase64 } from '../yaml/base64';
import { secretField, secretText } from './argo-secrets';

/** The `config` of a Secret, where it is no configuration of a cluster. One that something else fills in is not known, and so none. */
export function brokenConfig(secret: MapNode): Node | undefined {
  const text = secretText(secret, 'config')?.text ?? '';
  return FILLED_LATER.test(text) || isClusterConfig(text) ? undefined : secretField(secret, 'config');
}

/** What SOPS, Flux, plugins of Argo CD and templates put in place of a value. */
const FILLED_LATER = /^ENC\[|\$\{|<path:|^vault:|\{\{/;

/** As Go decodes it. An empty one is none. */
export function isClusterConfig(text: string): boolean {
  if (text === '') return true;
  try {
    return fits(JSON.parse(text), CONFIG);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

type Shape = 'text' | 'flag' | 'bytes' | readonly ['each', Shape] | Fields;

interface Fields {
  readonly fields?: Readonly<Record<string, Shape>>;
  /** Of all other keys. */
  readonly others?: Shape;
}

const CONFIG: Fields = {
  fields: {
    username: 'text',
    password: 'text',
    bearertoken: 'text',
    tlsclientconfig: { fields: { insecure: 'flag', servername: 'text', certdata: 'bytes', keydata: 'bytes', cadata: 'bytes' } },
    awsauthconfig: { fields: { clustername: 'text', rolearn: 'text', profile: 'text' } },
    execproviderconfig: {
      fields: { command: 'text', args: ['each', 'text'], env: { others: 'text' }, apiversion: 'text', installhint: 'text' },
    },
    disablecompression: 'flag',
    proxyurl: 'text',
  },
};

/** Go takes keys in any case, and null for any value. */
function fits(value: Json, shape: Shape): boolean {
  if (value === null) return true;
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'flag') return typeof value === 'boolean';
  if (shape === 'bytes') return isBytes(value);
  if (isEach(shape)) return Array.isArray(value) && value.every((item: Json) => fits(item, shape[1]));
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, inner]) => {
    const field = shape.others ?? shape.fields?.[key.toLowerCase()];
    return field === undefined || fits(inner as Json, field);
  });
}

function isEach(shape: Shape): shape is readonly ['each', Shape] {
  return Array.isArray(shape);
}

function isBytes(value: Json): boolean {
  if (typeof value === 'string') return decodeBase64(value) !== undefined;
  return (
    Array.isArray(value) && value.every((item) => item === null || (Number.isInteger(item) && Number(item) >= 0 && Number(item) < 256))
  );
}
