// Every field of this renderer on a small tree of its own: what comes out, and which line decided each line of it.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { matchGolden, withOrigins } from '../../../support/golden';
import { describeFailure } from '../../../support/kustomize';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures/kustomize');

describe('golden trees', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(name, () => {
      const files = createNodeFiles(join(FIXTURES, name), { check: 'forget' });
      const folder = existsSync(join(FIXTURES, name, 'overlay')) ? 'overlay' : '.';
      const rendered = buildKustomization(folder, files, KUSTOMIZE_CLI, createBuildCache());
      expect(rendered.failures.map(describeFailure)).toEqual([]);
      matchGolden(join(FIXTURES, name, 'expected.golden.yaml'), withOrigins(rendered));
    });
  }
});
