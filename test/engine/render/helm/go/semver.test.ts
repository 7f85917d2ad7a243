// Versions and ranges: the rows that people trip over, each as github.com/Masterminds/semver v3.5.0 answers it.
import { describe, expect, it } from 'vitest';
import { compareVersions, parseConstraint, parseVersion, versionText } from '../../../../../src/engine/render/helm/go/semver';

describe('parseConstraint', () => {
  it.each([
    ['>=1.2.0-0', '1.27.4-eks-1', true],
    ['>=1.2.0', '1.27.4-eks-1', false],
    ['*', '1.0.0', true],
    ['*', '1.0.0-rc.1', false],
    ['1.x', '1.9.0', true],
    ['1.2', '1.2.9', true],
    ['1.2', '1.3.0', false],
    ['=1.2.3', '1.2.3+build', true],
    ['~1.2.3', '1.2.9', true],
    ['~1', '1.9.0', true],
    ['^0.2.3', '0.2.9', true],
    ['^0.2.3', '0.3.0', false],
    ['^0.0.3', '0.0.4', false],
    ['^*', '1.0.0', false],
    ['1.2 - 1.4.5', '1.4.5', true],
    ['1.2 - 1.4.5', '1.4.6', false],
    ['>1.2', '1.2.9', false],
    ['<=1.2', '1.2.9', true],
    ['!=1.2', '1.2.9', false],
    ['<1 || >=2, <3', '2.5.0', true],
    ['=>1.0 <2', '1.5.0', true],
    ['>=1.0.0-rc.9', '1.0.0-rc.10', true],
    ['~0.0.0', '7.0.0', true],
  ])('%s holds for %s: %s', (range, version, holds) => {
    expect(parseConstraint(range)(parseVersion(version))).toBe(holds);
  });

  it.each([
    ['1.2.3.4', 'improper constraint: "1.2.3.4"'],
    ['==1', 'improper constraint: "==1"'],
    ['1.2.3-01', 'constraint parser error'],
    ['', 'improper constraint: ""'],
  ])('refuses %j', (range, words) => {
    expect(() => parseConstraint(range)).toThrow(words);
  });
});

describe('parseVersion', () => {
  it('fills in what is missing and keeps what was written', () => {
    expect(parseVersion('v1.2-rc.1+b')).toEqual({
      major: 1n,
      minor: 2n,
      patch: 0n,
      prerelease: 'rc.1',
      metadata: 'b',
      original: 'v1.2-rc.1+b',
    });
    expect(versionText(parseVersion('v1-rc.1+b'))).toBe('1.0.0-rc.1+b');
  });

  it.each([
    ['latest', 'invalid semantic version'],
    ['1.0.0-01', 'version segment starts with 0'],
    ['99999999999999999999', 'value out of range'],
  ])('refuses %s', (text, words) => {
    expect(() => parseVersion(text)).toThrow(words);
  });

  it('orders prereleases before their release, and numbers in them as numbers', () => {
    const order = ['1.0.0-1', '1.0.0-9', '1.0.0-10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta', '1.0.0', '1.0.1'];
    const shuffled = [...order].reverse().map(parseVersion).sort(compareVersions);
    expect(shuffled.map(({ original }) => original)).toEqual(order);
  });
});
