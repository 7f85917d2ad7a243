// What `helm template` prints, with the values of Secrets hidden.
import type { Mask } from '../engine/normalise/mask';
import { printManifests } from '../engine/render/helm/release/print';
import type { Manifest } from '../engine/render/helm/release/manifests';
import type { HelmRendered } from '../engine/render/helm/request';
import { markSecrets } from '../engine/render/kustomize/secret';
import { emitText } from '../engine/yaml/emit';
import { learnSecrets } from '../engine/normalise/learn-secrets';

/** Manifests that hold something secret are written anew, masked; in all others what is secret is taken out of the text. */
export function maskedManifests(rendered: HelmRendered, mask: Mask): string {
  learnSecrets(rendered, mask);
  const { crds, manifests, hooks } = rendered.printed;
  for (const { node } of hooks) if (node !== undefined) mask.node(markSecrets(node));
  return printManifests({
    crds,
    manifests: manifests.map((manifest) => ({ ...manifest, text: maskedText(manifest, mask) })),
    hooks: hooks.map((hook) => ({ ...hook, text: maskedText(hook, mask) })),
  });
}

function maskedText({ node, text }: Manifest, mask: Mask): string {
  if (node === undefined) return mask.scrub(text);
  const marked = markSecrets(node);
  return marked === node ? mask.scrub(text) : emitText([mask.node(marked)]).trimEnd();
}
