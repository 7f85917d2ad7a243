// Masks secret values so that equal and changed can be told apart within one session, and nothing else can.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { JsonObject, MapNode, ObjectRef } from '../model';
import { decodeText } from './base64';
import type { MaskFunctions } from './mask-functions';
import { learnNames, maskNode } from './mask-node';
import { maskObject } from './mask-object';
import { createSeenValues } from './seen-values';

/** One per session: its key never leaves the process. */
export interface Mask {
  /** `••••••••` and a short tag that is equal for equal values of this session. */
  value(text: string): string;
  /** Masks what a Secret holds (data, stringData), last-applied annotations and SOPS values of a live or desired object. */
  object(object: JsonObject): JsonObject;
  /** The same for rendered nodes: scalars marked `secret` and what a Secret holds. */
  node(node: MapNode): MapNode;
  /** Looks at the object's name and namespace only, which costs next to nothing. */
  names(node: MapNode): void;
  /** A ref as anybody may see it: what of it derives from a Secret is masked, once `node` or `names` has seen the object. Not for lookups. */
  ref(ref: ObjectRef): ObjectRef;
  /** Removes every secret value seen so far from a text (server errors, details of failures). */
  scrub(text: string): string;
}

const DOTS = '••••••••';
const MASKED = /^•{8} \([a-z2-7]+\)$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const TAG_LENGTH = 4;

/** @param key at least 16 random bytes. */
export function createMask(key: Uint8Array): Mask {
  if (key.length < 16) throw new RangeError('The key of a mask needs at least 16 random bytes.');
  const tags = createTags(key);
  const seen = createSeenValues();
  const concealed = new Set<string>();
  const hide = (text: string) => (text === '' || MASKED.test(text) ? text : `${DOTS} (${tags(text)})`);
  const plain = (text: string) => {
    if (!MASKED.test(text)) seen.add(text);
    return hide(text);
  };
  const functions: MaskFunctions = {
    plain,
    // The same value must get the same tag whether a manifest gave it as `data` or as `stringData`.
    encoded: (base64) => (MASKED.test(base64) ? base64 : plain(decodeText(base64) ?? base64.replace(/\s+/g, ''))),
    container: hide,
    remember: seen.add,
    publish: seen.publish,
    conceal: (name) => void concealed.add(name),
  };
  const shown = (name: string) => (concealed.has(name) && !seen.isPublished(name) ? hide(name) : name);
  return {
    value: plain,
    object: (object) => maskObject(object, functions),
    node: (node) => maskNode(node, functions),
    names: (node) => learnNames(node, functions),
    ref: (ref) => ({ ...ref, name: shown(ref.name), ...(ref.namespace === undefined ? {} : { namespace: shown(ref.namespace) }) }),
    scrub: (text) => seen.replaceIn(text, hide),
  };
}

/** Tags are as short as they can be: they grow only where two values of a session would share one, for equal tags must mean equal values. */
function createTags(key: Uint8Array): (text: string) => string {
  const tagOf = new Map<string, string>();
  const used = new Set<string>();
  return (text) => {
    const known = tagOf.get(text);
    if (known !== undefined) return known;
    const letters = Array.from(hmac(sha256, key, new TextEncoder().encode(text)), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(
      '',
    );
    let length = TAG_LENGTH;
    while (used.has(letters.slice(0, length)) && length < letters.length) length++;
    const tag = letters.slice(0, length);
    used.add(tag);
    tagOf.set(text, tag);
    return tag;
  };
}
