// What the command line says of a chart that fails over a Secret: no verb, text or JSON, repeats what the template made of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { CHART, release, secret } from '../engine/render/flux/helm-trees';
import { fluxKustomization } from '../engine/discover/trees';

const fixture = cliFixture();

function writeFleet(template: string): void {
  const tree = {
    ...CHART,
    'clusters/qa/apps.yaml': fluxKustomization('apps', './app'),
    'app/release.yaml': release('valuesFrom: [{kind: Secret, name: s}]'),
    'app/secret.yaml': secret('s', 'values.yaml: |\n  auth: {token: Zebra7-quilt}\n'),
    'charts/show/templates/show.yaml': template,
  };
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(fixture.repo.root, path)), { recursive: true });
    writeFileSync(join(fixture.repo.root, path), text);
  }
}

test.each([
  '{{ fail (upper .Values.auth.token) }}',
  '{{ tpl (printf "{{ %s }}" (upper .Values.auth.token)) . }}',
])('of %s', async (template) => {
  writeFleet(template);
  for (const args of [
    ['preview', 'qa', 'web'],
    ['values', 'qa', 'web'],
    ['check', 'qa'],
    ['environments'],
    ['diff', 'qa', '--against-rev', 'HEAD'],
  ]) {
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await fixture.cli([...args, ...json]);
      expect(stdout + stderr, args.join(' ')).not.toMatch(/zebra|quilt/i);
      if (args[0] === 'preview') expect(stdout + stderr).toContain('wordsWithheld');
      if (args[0] === 'preview') expect(stdout + stderr).toMatch(/app\/secret\.yaml:\d+/);
    }
  }
});
