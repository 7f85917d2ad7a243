// Objects that a controller makes Secrets of in the cluster: Git names the Secret there, and does not hold its values.
import type { Position } from '../model';
import { at, text } from '../yaml/access';
import type { SourceObject } from './sources';

interface Maker {
  readonly group: string;
  readonly kind: string;
  /** Where the Secret's name stands; absent where it is the object's own. */
  readonly name?: readonly string[];
}

/** Sources: the API references of external-secrets.io, Sealed Secrets, and HashiCorp's Vault Secrets Operator. */
const MAKERS: readonly Maker[] = [
  { group: 'external-secrets.io', kind: 'ExternalSecret', name: ['spec', 'target', 'name'] },
  // Its controller gives the Secret the name of the SealedSecret, whatever the template says.
  { group: 'bitnami.com', kind: 'SealedSecret' },
  { group: 'secrets.hashicorp.com', kind: 'VaultStaticSecret', name: ['spec', 'destination', 'name'] },
  { group: 'secrets.hashicorp.com', kind: 'VaultDynamicSecret', name: ['spec', 'destination', 'name'] },
  { group: 'secrets.hashicorp.com', kind: 'VaultPKISecret', name: ['spec', 'destination', 'name'] },
];

/** The name of the Secret that an object has made; undefined where it makes none. */
export function madeSecret({ apiVersion, kind, name, node }: Omit<SourceObject, keyof Position>): string | undefined {
  const maker = MAKERS.find((each) => each.kind === kind && apiVersion.startsWith(`${each.group}/`));
  if (maker === undefined || text(at(node, ['spec', 'target', 'creationPolicy'])) === 'None') return undefined;
  return (maker.name && text(at(node, maker.name))) || name;
}
