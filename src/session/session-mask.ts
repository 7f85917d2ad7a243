// The session's mask: it knows the secrets of everything that was rendered before it scrubs a text.
import type { Rendered } from '../engine/model';
import { learnSecrets } from '../engine/normalise/learn-secrets';
import { createMask, type Mask } from '../engine/normalise/mask';

/**
 * A server's or a controller's words may repeat a secret that nobody has looked at yet, and a mask finds only what it has seen.
 * @param renders what is rendered at the moment; each is looked through once, when the first text is scrubbed after it.
 */
export function createSessionMask(key: Uint8Array, renders: () => Iterable<Rendered>): Mask {
  const mask = createMask(key);
  const known = new WeakSet<Rendered>();
  const named = new WeakSet<Rendered>();
  return {
    ...mask,
    ref(ref) {
      for (const rendered of renders()) {
        if (named.has(rendered)) continue;
        named.add(rendered);
        for (const { node } of rendered.objects) mask.names(node);
      }
      return mask.ref(ref);
    },
    scrub(text) {
      for (const rendered of renders()) {
        if (known.has(rendered)) continue;
        known.add(rendered);
        learnSecrets(rendered, mask);
      }
      return mask.scrub(text);
    },
  };
}
