// What won over a value of a chart that a field is not made of any more: the value in its place, also where that is only a part of the field.
import { expect, test } from 'vitest';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import { reachOf } from '../../../../src/engine/render/reach';
import { memoryFiles } from '../../../support/memory-files';

const TREE = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'image: nginx\ntag: "1"\nsize: 1\nisOn: false\n',
  'web/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  image: {{ .Values.image }}:{{ .Values.tag }}\n  size: {{ .Values.size | quote }}\n  {{- if .Values.isOn }}\n  more: here\n  {{- end }}\n',
  'prod.yaml': 'tag: "2"\nsize: 2\nisOn: true\n',
};

test('is named, and not the line of the template that put the parts together', () => {
  const rendered = renderChart(
    {
      chart: { kind: 'path', path: 'web' },
      release: { name: 'rel', namespace: 'default' },
      values: [{ kind: 'file', path: 'prod.yaml' }],
      helm: 4,
    },
    memoryFiles(TREE),
    createHelmCache(),
  );
  const all = { ...rendered, needs: [], clones: [] };
  const reached = (line: number) =>
    (reachOf([all], { file: 'web/values.yaml', line }).get(all) ?? []).map(
      ({ how, path, origin: { file, line: at } }) => `${how} ${path.join('.')} by ${file}:${at}`,
    );
  expect(reached(1)).toEqual(['contributes data.image by web/templates/map.yaml:5']);
  expect(reached(2)).toEqual(['overridden data.image by prod.yaml:1']);
  expect(reached(3)).toEqual(['overridden data.size by prod.yaml:2']);
  expect(reached(4)).toContainEqual('overridden data.more by prod.yaml:3');
});
