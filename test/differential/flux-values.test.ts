// Random values of HelmReleases merged by Flux's own library (fluxcd/pkg/chartutil) and by the engine: the same values, or refused by both.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_CASES how many are drawn.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJson } from '../../src/engine/yaml/json';
import { release, renderTree } from '../engine/render/flux/helm-trees';
import { oraclePath } from '../support/parts';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const CASES = Number(process.env.PLUMBLINE_CASES ?? 300);

interface Item {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly valuesKey?: string;
  readonly targetPath?: string;
  readonly optional?: boolean;
}

interface Case {
  readonly own: unknown;
  readonly from: readonly Item[];
  readonly data: Readonly<Record<string, string>>;
}

const scalar = fc.constantFrom<unknown>('text', '', 'true', '1', 'a: b', 1, 0, -7, 2.5, true, false, null, '1e3', '0x10', 'ü');
const key = fc.constantFrom('a', 'b', 'c', 'deep');
const tree = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('map'), fc.array(scalar, { maxLength: 2 })),
  map: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
}));
const map = fc.oneof(
  tree.map.map((value) => JSON.stringify(value)),
  tree.map.map((value) => JSON.stringify(value, undefined, 2)),
);
/** What stands at a path: read as `--set` reads it. */
const atPath = fc.constantFrom(
  ...['text', '42', 'true', 'null', '', '"quoted"', "'1'", 'a,b', '{x,y}', 'k=v', 'a\\,b', '"open', '1.0', '007', 'line\nbreak', '[0]'],
);
/** Mostly the first; what is mostly refused comes seldom. */
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: odd });
const object = {
  kind: fc.constantFrom<Item['kind']>('ConfigMap', 'Secret'),
  name: mostly(fc.constantFrom('one', 'two'), fc.constant('absent')),
  optional: fc.boolean(),
};
const values = fc.record(
  { ...object, valuesKey: mostly(fc.constantFrom('k', 'values.yaml'), fc.constantFrom('text', 'absent')) },
  { requiredKeys: ['kind', 'name'] },
);
const path = mostly(
  fc.constantFrom('a', 'deep.a', 'deep.b.c', 'list[0]', 'list[1].a', 'a\\.b', 'deep', 'c[0][1]', 'new.x.y', 'a.b'),
  fc.constantFrom('deep.', '.a', 'list[x]', 'list[-1]'),
);
const text = fc.record(
  { ...object, valuesKey: mostly(fc.constant('text'), fc.constantFrom('k', 'absent')), targetPath: path },
  { requiredKeys: ['kind', 'name', 'valuesKey', 'targetPath'] },
);
const holds = (arbitrary: fc.Arbitrary<string>) => fc.record({ one: arbitrary, two: arbitrary });
const drawn: fc.Arbitrary<Case> = fc
  .record({
    own: tree.map,
    from: fc.array(fc.oneof<fc.Arbitrary<Item>[]>(values, text), { minLength: 1, maxLength: 4 }),
    k: holds(map),
    plain: holds(map),
    text: holds(atPath),
  })
  .map(({ own, from, k, plain, text: texts }) => {
    const data = ['one', 'two'].flatMap((name) => {
      const of = name as 'one' | 'two';
      return [
        [`${name}.k`, k[of]],
        [`${name}.values.yaml`, plain[of]],
        [`${name}.text`, texts[of]],
      ] as const;
    });
    return { own, from, data: Object.fromEntries(data) };
  });

test(`${CASES} sets of values (seed ${SEED})`, { timeout: 120_000 + CASES * 200 }, async () => {
  const cases = fc.sample(drawn, { seed: SEED, numRuns: CASES });
  const answers = await ask(cases);
  const differing = cases.flatMap((one, index) => {
    const { values, error } = answers[index] ?? {};
    const [ours, theirs] = [oursOf(one), error === undefined ? textOf(values ?? {}) : 'refused'];
    return ours.text === theirs ? [] : [{ case: JSON.stringify(one), ours: ours.why ?? ours.text, theirs: error ?? theirs }];
  });
  const refused = answers.filter(({ error }) => error !== undefined).length;
  console.log(`${CASES} sets of values (seed ${SEED}): ${refused} refused by both`);
  expect(differing.slice(0, 3), `${differing.length} differ`).toEqual([]);
  expect(refused).toBeLessThan(CASES * 0.6);
});

interface Answer {
  readonly values?: unknown;
  readonly error?: string;
}

/** One process for all cases: it answers a line with a line. */
async function ask(cases: readonly Case[]): Promise<readonly Answer[]> {
  const child = spawn(await oraclePath('flux-values'), { stdio: ['pipe', 'pipe', 'inherit'] });
  for (const { own, from, data } of cases) {
    const objects = ['ConfigMap', 'Secret'].flatMap((kind) => ['one', 'two'].map((name) => ({ kind, name, data: dataOf(data, name) })));
    child.stdin.write(`${JSON.stringify({ values: JSON.stringify(own), from, objects })}\n`);
  }
  child.stdin.end();
  const answers: Answer[] = [];
  for await (const line of createInterface(child.stdout)) answers.push(JSON.parse(line));
  expect(answers).toHaveLength(cases.length);
  return answers;
}

function dataOf(data: Case['data'], name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([place, text]) => (place.startsWith(`${name}.`) ? [[place.slice(name.length + 1), text] as const] : [])),
  );
}

/** The chart has no values of its own. */
function oursOf({ own, from, data }: Case): { readonly text: string; readonly why?: string } {
  const objects = ['one', 'two'].flatMap((name) => [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data: dataOf(data, name) },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'shop' }, stringData: dataOf(data, name) },
  ]);
  const spec = `valuesFrom: ${JSON.stringify(from)}\nvalues: ${JSON.stringify(own)}\n`;
  const rendered = renderTree({
    'app/release.yaml': release(spec),
    'app/objects.yaml': objects.map((object) => `${JSON.stringify(object, undefined, 2)}\n`).join('---\n'),
    'charts/show/values.yaml': '',
  });
  if (rendered.failures.length > 0) return { text: 'refused', why: JSON.stringify(rendered.failures[0]) };
  return { text: textOf(rendered.values === undefined ? {} : toJson(rendered.values)) };
}

/** With keys in the order of their names. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
