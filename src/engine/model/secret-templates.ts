// Fields in which objects that have a Secret made hold parts of its data: what is written there as it is, the Secret will hold as it is.
import type { Path } from './node';

interface Row {
  readonly group: string;
  readonly kind: string;
  /** `*` stands for every key and every item. */
  readonly fields: readonly Path[];
}

const TEMPLATE = (...holder: readonly string[]): readonly Path[] => [
  [...holder, 'template', 'data'],
  [...holder, 'template', 'templateFrom', '*', 'literal'],
];
const TRANSFORMED: readonly Path[] = [['spec', 'destination', 'transformation', 'templates', '*', 'text']];

/** Sources: the API references of external-secrets.io, Sealed Secrets, and HashiCorp's Vault Secrets Operator. */
const ROWS: readonly Row[] = [
  { group: 'external-secrets.io', kind: 'ExternalSecret', fields: TEMPLATE('spec', 'target') },
  { group: 'external-secrets.io', kind: 'ClusterExternalSecret', fields: TEMPLATE('spec', 'externalSecretSpec', 'target') },
  { group: 'external-secrets.io', kind: 'PushSecret', fields: TEMPLATE('spec') },
  { group: 'external-secrets.io', kind: 'ClusterPushSecret', fields: TEMPLATE('spec', 'pushSecretSpec') },
  { group: 'external-secrets.io', kind: 'SecretStore', fields: [['spec', 'provider', 'fake', 'data', '*', 'value']] },
  { group: 'external-secrets.io', kind: 'ClusterSecretStore', fields: [['spec', 'provider', 'fake', 'data', '*', 'value']] },
  { group: 'generators.external-secrets.io', kind: 'Fake', fields: [['spec', 'data']] },
  {
    group: 'bitnami.com',
    kind: 'SealedSecret',
    fields: [
      ['spec', 'template', 'data'],
      ['spec', 'template', 'stringData'],
    ],
  },
  { group: 'secrets.hashicorp.com', kind: 'VaultStaticSecret', fields: TRANSFORMED },
  { group: 'secrets.hashicorp.com', kind: 'VaultDynamicSecret', fields: TRANSFORMED },
  { group: 'secrets.hashicorp.com', kind: 'VaultPKISecret', fields: TRANSFORMED },
  { group: 'secrets.hashicorp.com', kind: 'HCPVaultSecretsApp', fields: TRANSFORMED },
];

const byKind: ReadonlyMap<string, Row> = new Map(ROWS.map((row) => [row.kind, row]));

/** Where an object of a kind holds them; nowhere for most. */
export function secretTemplates(apiVersion: string, kind: string): readonly Path[] {
  const row = byKind.get(kind);
  return row === undefined || !apiVersion.startsWith(`${row.group}/`) ? [] : row.fields;
}

/** What a controller fills says where the value comes from, and is none. */
export function isTemplated(text: string): boolean {
  return text.includes('{{');
}
