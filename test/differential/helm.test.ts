// The engine against the real commands of Helm 3 and 4, on charts whose names say what they show.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineTemplate, realTemplate } from '../support/helm-template';
import { projectRoot } from '../support/cli';
import { chartDisagreement } from './compare-charts';

const FIXTURES = 'test/fixtures/helm/charts';

describe.each(readdirSync(join(projectRoot, FIXTURES)))('%s', (name) => {
  const chart = `${FIXTURES}/${name}`;
  const cases = JSON.parse(readFileSync(join(projectRoot, chart, 'cases.json'), 'utf8')) as string[][];

  test.each([3, 4] as const)('Helm %i', { timeout: 60_000 }, async (helm) => {
    const found: string[] = [];
    for (const args of cases) {
      const what = chartDisagreement(await realTemplate(helm, chart, args), engineTemplate(helm, projectRoot, chart, args));
      if (what !== undefined) found.push(`${args.join(' ')}\n${what}`);
    }
    expect(found).toEqual([]);
  });
});
