// The engine and the real Helm agree on which schemas are none: each keyword with what it may hold and what not, in each draft.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RealHelm, startHelm } from '../support/helm-batch';
import { compareChart } from './compare-charts';

const DRAFTS = ['draft-04', 'draft-06', 'draft-07', 'draft/2019-09', 'draft/2020-12'];

/** Not those that name schemas, or lead to ones that have to be there as well. */
const KEYWORDS =
  '$anchor $comment $defs definitions title description format pattern contentEncoding contentMediaType contentSchema readOnly writeOnly deprecated ' +
  'examples type enum multipleOf maximum minimum exclusiveMaximum exclusiveMinimum maxLength minLength maxItems minItems maxProperties minProperties ' +
  'maxContains minContains uniqueItems required properties patternProperties additionalProperties unevaluatedProperties propertyNames dependencies ' +
  'dependentRequired dependentSchemas prefixItems items additionalItems unevaluatedItems contains allOf anyOf oneOf not if then else const default other';

const HELD: readonly unknown[] = [
  ...[5, -1, 'x', '[', true, null, [], ['a', 'a'], ['string', 'null'], [{}]],
  ...[{ a: 5 }, { a: {} }, { a: ['b'] }, { type: 'zz' }],
];

let real: RealHelm;
let root: string;
beforeAll(async () => {
  real = await startHelm(4);
  root = mkdtempSync(join(tmpdir(), 'helm-schemas-'));
}, 600_000);
afterAll(() => {
  real.stop();
  rmSync(root, { recursive: true, force: true });
});

it.each(DRAFTS)('%s', async (draft) => {
  const counts = { text: 0, refused: 0 };
  const differences: string[] = [];
  for (const keyword of KEYWORDS.split(' ')) {
    for (const held of HELD) {
      const schema = JSON.stringify({ $schema: `https://json-schema.org/${draft}/schema#`, properties: { a: { [keyword]: held } } });
      const compared = await compareChart(real, 4, root, {
        'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        'chart/values.schema.json': schema,
        'chart/templates/a.yaml': 'kind: A\n',
      });
      counts[compared.real]++;
      if (compared.difference !== undefined) differences.push(`${schema}: ${compared.difference}`);
    }
  }
  expect(differences).toEqual([]);
  expect(Math.min(counts.text, counts.refused)).toBeGreaterThan(100);
}, 120_000);
