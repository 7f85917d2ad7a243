// `.plumbline.yaml` on the command line: what it changes in `environments`, and its mistakes in `check`.
import { describe, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

describe('.plumbline.yaml', () => {
  test('orders, names a context and hides, with the reason in words and in JSON', async () => {
    const text = 'environments:\n- {name: production, order: 1, context: shop-eu}\n- {name: staging, hidden: true}\n';
    fixture.repo.write('.plumbline.yaml', text);
    const { stdout } = await fixture.cli(['environments']);
    expect(stdout).toMatch(/^production {2}\(overlay folder .*; order 1 in \.plumbline\.yaml:2, meant for context shop-eu\)$/m);
    expect(stdout).toContain('\nstaging is hidden by .plumbline.yaml:3\n');
    const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'])).stdout));
    expect(json).toMatchObject([{ name: 'production', order: 0, orderReason: 'order 1 in .plumbline.yaml:2', expectedContext: 'shop-eu' }]);
  });

  test('with a mistake is an error of check, at its line', async () => {
    fixture.repo.write('.plumbline.yaml', 'environments:\n- name: production\n  ordre: 1\n');
    const { stdout, code } = await fixture.cli(['check']);
    expect(stdout).toContain('.plumbline.yaml:3:10');
    expect(stdout).toContain('There is no key “environments[0].ordre”');
    expect(code).toBe(1);
  });

  test('gives drift a context to look for, which is not used before it is pinned', async () => {
    fixture.repo.write('.plumbline.yaml', 'environments:\n- {name: production, context: shop-eu}\n');
    const { stderr, code } = await fixture.cli(['diff', 'production']);
    expect(stderr).toContain('shop-eu');
    expect(code).toBe(2);
  });
});
