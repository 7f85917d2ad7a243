// Masks for verbs that need no session: they know the secrets of what was just rendered.
import { randomBytes } from 'node:crypto';
import type { Rendered } from '../engine/model';
import { learnSecrets } from '../engine/normalise/learn-secrets';
import { createMask, type Mask } from '../engine/normalise/mask';

/** A mask that has seen the render's secrets, so that no message repeats one. */
export function maskOver(rendered: Rendered): Mask {
  const mask = createMask(randomBytes(32));
  learnSecrets(rendered, mask);
  return mask;
}

/** The objects of a render as anybody may see them. */
export function maskedNodes(rendered: Rendered, mask: Mask) {
  return rendered.objects.map(({ node }) => mask.node(node));
}
