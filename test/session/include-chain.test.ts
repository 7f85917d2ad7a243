// The calls of a chart's templates in what a session says of a HelmRelease: why a field is what it is, what a line reaches, where nothing is set.
import { describe, expect, test } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { release } from '../engine/render/flux/helm-trees';
import { sessionOver } from '../support/session-over';

const session = sessionOver({
  'clusters/dev/ks.yaml': fluxKustomization('apps', './app'),
  'app/release.yaml': release('values: {team: shop}'),
  'charts/show/Chart.yaml': 'apiVersion: v2\nname: show\nversion: 1.0.0\n',
  'charts/show/templates/_labels.tpl':
    '{{ define "labels" -}}\nteam: {{ .Values.team }}\nowner: {{ .Values.owner }}\nkind: app\n{{- end }}\n',
  'charts/show/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  labels:\n    {{- include "labels" . | nindent 4 }}\n',
});
const CALL = { file: 'charts/show/templates/map.yaml', line: 6, column: 9 };

describe('the call of a template', () => {
  test('is part of why a field is what it is', () => {
    const why = (label: string) => session.why('dev', { kind: 'ConfigMap', name: 'web' }, ['metadata', 'labels', label]);
    expect(why('kind')).toMatchObject({ value: { value: 'app', steps: [{ line: 4, step: 'template', through: [CALL] }] } });
    expect(why('team')).toMatchObject({
      value: { steps: [{ file: 'app/release.yaml' }], by: [{ file: 'charts/show/templates/_labels.tpl', line: 2, through: [CALL] }] },
    });
  });

  test('reaches what is written through it', () => {
    const { apps } = session.reach({ file: CALL.file, line: CALL.line });
    expect(apps.flatMap(({ fields }) => fields.map(({ how, path }) => `${how} ${path.join('.')}`))).toEqual([
      'controls metadata.labels.team',
      'contributes metadata.labels.owner',
      'contributes metadata.labels.kind',
    ]);
  });

  test('is named where nothing sets what the template reads', () => {
    const found = session.findings().filter(({ code }) => code === 'valueUnset');
    expect(found).toMatchObject([{ file: 'charts/show/templates/_labels.tpl', line: 3, subject: 'owner', related: [CALL] }]);
  });
});
