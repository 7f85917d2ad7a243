// Which version of an index or of a registry's tags Helm, source-controller and Argo CD choose; what differs between them was asked of each one's own code.
import { describe, expect, it } from 'vitest';
import { versionsIn } from '../../../src/adapters/charts/chart-index';
import { addressOf } from '../../../src/adapters/charts/http-repository';
import { chooseVersion, isFinal, isTagName, isVersionTag } from '../../../src/adapters/charts/versions';
import type { ChartChooser } from '../../../src/engine/ports';

const index = (entries: string, head = 'apiVersion: v1\n') => Buffer.from(`${head}entries:\n  web:\n${entries}`);
const entry = (version: string, more = '') => `  - {name: web, version: ${version}${more}}\n`;

function chosen(entries: string, version: string, chosenBy: ChartChooser = 'helm'): string | undefined {
  const listed = versionsIn(index(entries), 'web');
  if (typeof listed === 'string') return listed;
  const answer = chooseVersion({ repository: 'https://charts.example', name: 'web', version, chosenBy }, listed);
  return answer.kind === 'answer' ? `${answer.value.version} ${answer.value.url ?? ''}`.trim() : undefined;
}

describe('an index', () => {
  it('gives the first of versions that differ in what builds add, and source-controller the one that was made last', () => {
    const twins =
      entry('1.0.0+a', ', created: "2024-01-01T00:00:00Z"') +
      entry('1.0.0+b', ', created: "2024-03-01T00:00:00Z"') +
      entry('1.0.0+c', ', created: "2024-02-01T00:00:00Z"');
    expect([chosen(twins, '^1'), chosen(twins, '^1', 'argoCd'), chosen(twins, '^1', 'sourceController')]).toEqual([
      '1.0.0+a',
      '1.0.0+a',
      '1.0.0+b',
    ]);
    expect(chosen(twins, '1.0.0+c', 'sourceController')).toBe('1.0.0+c');
  });

  it('gives a dependency the first of equal versions, whichever of them was named, and nothing for no version', () => {
    const twins = entry('1.0.0+a') + entry('1.0.0');
    expect([chosen(twins, '1.0.0'), chosen(twins, '1.0.0', 'dependency')]).toEqual(['1.0.0', '1.0.0+a']);
    expect([chosen(twins, ''), chosen(twins, '', 'dependency')]).toEqual(['1.0.0+a', undefined]);
  });

  it('has versions of two numbers, but not for source-controller', () => {
    const short = entry('"1.5"') + entry('1.4.0');
    expect([chosen(short, ''), chosen(short, '', 'sourceController')]).toEqual(['1.5', '1.4.0']);
  });

  it('is read without the entries that Helm passes over', () => {
    const some = `  - {version: 9.0.0}\n  - null\n${entry('latest')}${entry('8.0.0', ', type: other')}${entry('1.0.0', ', urls: [web.tgz]')}`;
    expect([chosen(some, ''), chosen(some, 'latest')]).toEqual(['1.0.0 web.tgz', undefined]);
  });

  it.each([
    ['without an apiVersion', index(entry('1.0.0'), ''), /no apiVersion/],
    ['with a field that Helm does not know', index(entry('1.0.0', ', colour: red')), /“colour”/],
    ['with a version that is a number', index(entry('1.0.0') + entry('1.2')), /version that is no text/],
    ['with a key twice', index(`${entry('1.0.0')}  web: []\n`), /web/],
  ])('is refused %s', (_case, content, words) => expect(versionsIn(content, 'web')).toMatch(words));

  it('may have a date for a text', () => {
    expect(versionsIn(index(entry('1.0.0', ', appVersion: 2024-01-02, description: ~')), 'web')).toMatchObject([{ version: '1.0.0' }]);
  });

  it('may have other fields where it is JSON', () => {
    const content = JSON.stringify({ apiVersion: 'v1', more: 1, entries: { web: [{ name: 'web', version: '1.0.0', colour: 'red' }] } });
    expect(versionsIn(Buffer.from(content), 'web')).toMatchObject([{ version: '1.0.0' }]);
  });
});

describe('the address of an archive', () => {
  it.each([
    ['https://h.example/charts', 'web.tgz', 'https://h.example/charts/web.tgz'],
    ['https://h.example/charts/', './a/web-1.0.0+b.tgz', 'https://h.example/charts/a/web-1.0.0+b.tgz'],
    ['https://h.example', 'web.tgz', 'https://h.example/web.tgz'],
    ['https://h.example/charts', '../web.tgz', 'https://h.example/web.tgz'],
    ['https://h.example/charts', '/web.tgz', 'https://h.example/web.tgz'],
    ['https://h.example/charts', '//cdn.example/web.tgz', 'https://cdn.example/web.tgz'],
    ['https://h.example/charts', 'http://cdn.example/web.tgz?a=1', 'http://cdn.example/web.tgz?a=1'],
    ['https://h.example/charts?token=x', 'web.tgz?a=1', 'https://h.example/charts/web.tgz?token=x'],
    ['https://h.example/charts', 'web.tgz?a=1', 'https://h.example/charts/web.tgz'],
    ['https://me:secret@h.example/a%20b', 'web.tgz', 'https://me:secret@h.example/a%20b/web.tgz'],
  ])('of a repository at %s that stands in its index as %s is %s', (repository, url, address) =>
    expect(addressOf(repository, url)).toBe(address));
});

describe('tags', () => {
  const TAGS = ['1.0.0', 'v3.0.0', '2', '20240101', '1.2.0+b', 'latest', '1.1.0-rc.1'];
  const of = (version: string, chosenBy: ChartChooser): string | undefined => {
    if (isTagName({ version, chosenBy })) return version;
    const versions = TAGS.filter((tag) => isVersionTag(tag, chosenBy)).map((tag) => ({ version: tag }));
    const answer = chooseVersion({ repository: 'oci://charts.example', name: 'web', version, chosenBy }, versions);
    return answer.kind === 'answer' ? answer.value.version : undefined;
  };

  it.each([
    ['>=0', ['1.2.0+b', '1.2.0+b', '20240101', 'v3.0.0']],
    ['1.2', ['1.2', '1.2.0+b', '1.2', '1.2.0+b']],
    ['v3.0.0', ['v3.0.0', 'v3.0.0', 'v3.0.0', 'v3.0.0']],
    ['1.2.0', ['1.2.0', '1.2.0', '1.2.0', '1.2.0+b']],
    ['latest', [undefined, undefined, undefined, undefined]],
  ])('of %s are for Helm, source-controller, Argo CD and an OCIRepository %j', (version, expected) => {
    expect((['helm', 'sourceController', 'argoCd', 'semver'] as const).map((chosenBy) => of(version, chosenBy))).toEqual(expected);
  });

  it('are final where they name a version, and ranges never', () => {
    expect(isFinal({ version: '1.2.0' })).toBe(true);
    expect(isFinal({ version: '1.2.0', chosenBy: 'semver' })).toBe(false);
    expect(isFinal({ version: 'latest', chosenBy: 'tag' })).toBe(false);
  });
});
