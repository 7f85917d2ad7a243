// What `fromYaml`, `fromJson` and `fromToml` say of broken texts, beside the real Helm 3 and 4: the value, the words of the error, or that there is one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTree, engineTemplate } from '../support/helm-template';
import { type RealHelm, startHelm } from '../support/helm-batch';
import { brokenTexts, FUNCTIONS, type Reader, separatedTexts } from './broken-documents';
import { drawFrom } from './draw';
import { slippedTexts } from './slips';

const COUNT = 400;
const SEED = 7;
const folder = mkdtempSync(join(tmpdir(), 'plumbline-broken-'));
let helms: Readonly<Record<3 | 4, RealHelm>>;

beforeAll(async () => {
  helms = { 3: await startHelm(3), 4: await startHelm(4) };
}, 600_000);
afterAll(() => {
  for (const helm of Object.values(helms ?? {})) helm.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Difference {
  readonly text: string;
  readonly want: unknown;
  readonly give: unknown;
}

/** What each text gives, as JSON, from one chart that reads all of them. */
function answersIn(text: string): readonly unknown[] {
  return [...text.matchAll(/^ {2}t\d+: (.*)$/gm)].map(([, quoted = '']) => {
    const json = JSON.parse(quoted) as string;
    // What JSON cannot hold.
    return json === '' ? 'nothing' : (JSON.parse(json) as unknown);
  });
}

function chartOf(reader: Reader, texts: readonly string[]): Readonly<Record<string, string>> {
  return {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': asciiJson({ texts }),
    'chart/templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n{{ range $i, $t := .Values.texts }}  t{{ $i }}: {{ ${reader} $t | toJson | toJson }}\n{{ end }}`,
  };
}

/** Go-yaml joins the lines of a quoted text wherever one of its breaks stands as it is. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const errorOf = (answer: unknown): string | undefined => {
  const [first] = Array.isArray(answer) ? answer : [answer];
  if (Array.isArray(answer))
    return answer.length === 1 && typeof first === 'string' && /^(?:error|json|invalid|unexpected|yaml)/.test(first) ? first : undefined;
  return typeof first === 'object' && first !== null && 'Error' in first ? String(first.Error) : undefined;
};

/** What Helm and we make of the texts, each. */
async function compared(helm: 3 | 4, reader: Reader, texts: readonly string[], name: string) {
  const root = join(folder, name);
  writeTree(root, chartOf(reader, texts));
  const real = await helms[helm].template(root, []);
  if (real.kind !== 'text') throw new Error(real.reason);
  const own = engineTemplate(helm, root, 'chart', []);
  if (own.kind !== 'text') throw new Error(own.reason);
  const [wanted, given] = [answersIn(real.text), answersIn(own.text)];
  expect([wanted.length, given.length]).toEqual([texts.length, texts.length]);
  return { wanted, given };
}

describe.each([3, 4] as const)('Helm %i', (helm) => {
  test('lines that end in any of YAML’s breaks', { timeout: 120_000 }, async () => {
    const texts = separatedTexts(COUNT, drawFrom(SEED));
    const { wanted, given } = await compared(helm, 'fromYaml', texts, `${helm}-separated`);
    const told = (answer: unknown) => (errorOf(answer) === undefined ? answer : 'refused');
    const differing = texts.flatMap((text, at) => {
      const [want, give] = [told(wanted[at]), told(given[at])];
      return JSON.stringify(want) === JSON.stringify(give) ? [] : [{ text, want, give }];
    });
    expect(wanted.filter((answer) => errorOf(answer) === undefined).length).toBeGreaterThan(COUNT / 3);
    expect(differing).toEqual([]);
  });

  test('documents with the slips that people make', { timeout: 120_000 }, async () => {
    const texts = slippedTexts(COUNT * 2, drawFrom(SEED));
    for (const [reader, isIts] of [
      ['fromYaml', (text: string) => !text.startsWith('-')],
      ['fromYamlArray', (text: string) => text.startsWith('-')],
    ] as const) {
      const own = texts.filter(isIts);
      const { wanted, given } = await compared(helm, reader, own, `${helm}-slips-${reader}`);
      const differing = own.flatMap((text, at) => {
        const [want, give] = [wanted[at], given[at]];
        return JSON.stringify(want) === JSON.stringify(give) ? [] : [{ text, want, give }];
      });
      expect(wanted.filter((answer) => errorOf(answer) !== undefined).length).toBeGreaterThan(own.length / 3);
      expect(differing).toEqual([]);
    }
  });

  test.each(FUNCTIONS)('%s', { timeout: 120_000 }, async (reader) => {
    const texts = brokenTexts(reader, COUNT, drawFrom(SEED));
    const { wanted, given } = await compared(helm, reader, texts, `${helm}-${reader}`);
    const values: Difference[] = [];
    const words: Difference[] = [];
    for (const [at, text] of texts.entries()) {
      const [want, give] = [wanted[at], given[at]];
      if (JSON.stringify(want) === JSON.stringify(give)) continue;
      const bothFail = errorOf(want) !== undefined && errorOf(give) !== undefined;
      (bothFail ? words : values).push({ text, want, give });
    }
    const failing = wanted.filter((answer) => errorOf(answer) !== undefined).length;
    console.log(`${reader} with Helm ${helm}: ${COUNT} texts, ${failing} fail; ${words.length} in other words, ${values.length} otherwise`);
    expect(values.filter(({ text }) => !EXCEPTIONS.some(({ of }) => of.test(text)))).toEqual([]);
    expect(words.length, JSON.stringify(words, null, 1)).toBeLessThanOrEqual(IN_OTHER_WORDS[reader]);
  });
});

/** What is read where Helm refuses it, or the other way round. */
const EXCEPTIONS: readonly { readonly of: RegExp; readonly why: string }[] = [
  { of: /^\u2028/, why: 'go-yaml takes a line separator at the beginning for white space' },
  { of: /^\{.*\} b\n/, why: 'what stands behind brackets in their line is taken for a key that they are part of' },
  { of: /\n<<: /, why: 'of a key that is there already, a merge behind it wins' },
  { of: /\n%/, why: 'a directive behind the root' },
];

/**
 * Both refuse, in other words, of the 400: what our reader takes for a key (`"a":1`) and go-yaml for the end of the document, keys that are maps or
 * lists, and control characters that go-yaml sees before all else.
 */
const IN_OTHER_WORDS: Readonly<Record<Reader, number>> = { fromYaml: 12, fromYamlArray: 12, fromJson: 0, fromJsonArray: 0, fromToml: 1 };
