// What objects mean for each other, as lines on a terminal: of many alike, how many there are.
import type { ObjectNote, ObjectNoteCode, RenderedObject } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { noteSentence } from '../engine/presenter';
import { refText } from './json';

/** More of one code are counted. */
const FEW = 5;

export function noteRows(notes: ReadonlyMap<RenderedObject, readonly ObjectNote[]>, mask: Mask): readonly string[] {
  const all = [...notes].flatMap(([{ ref }, own]) => own.map((note) => ({ ref, note })));
  const codes = [...new Set(all.map(({ note }) => note.code))];
  return codes.flatMap((code) => {
    const alike = all.filter(({ note }) => note.code === code);
    if (alike.length > FEW) return [`note: ${countsOf(alike.map(({ ref }) => ref.kind))}: ${TOGETHER[code]} (${WHERE})`];
    return alike.map(({ ref, note }) => `note: ${refText(mask.ref(ref))}: ${noteSentence(note, mask)}`);
  });
}

/** What many of them do. */
const TOGETHER: Readonly<Record<ObjectNoteCode, string>> = {
  makesSecret: 'make Secrets in the cluster; Git does not hold their values',
  sopsEncrypted: 'values are encrypted by SOPS; they are decrypted where they are applied',
  vaultReference: 'values come from Vault; Git does not hold them',
  secretKeys: 'say which keys those Secrets have',
  rollsOut: 'roll out workloads of this render',
  rollsOutElsewhere: 'roll out workloads that are not rendered here',
  rolledOutBy: 'rolled out by others',
};

const WHERE = 'they are named where one app is asked for, and with --json';

/** `46 ExternalSecret, 2 Certificate`. */
function countsOf(kinds: readonly string[]): string {
  const counts = [...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length] as const);
  return counts
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}
