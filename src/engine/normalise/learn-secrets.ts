// Makes a mask see every secret of a render, so that no text repeats one.
import type { Rendered } from '../model';
import type { Mask } from './mask';

/** What the objects hold, and what stands in them only as a part of another value. */
export function learnSecrets({ objects, secrets = [] }: Rendered, mask: Mask): void {
  for (const secret of secrets) mask.value(secret);
  for (const { node } of objects) mask.node(node);
}
