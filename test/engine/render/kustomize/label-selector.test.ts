// Label selectors of patch targets, by the grammar of the Kubernetes documentation.
import { describe, expect, it } from 'vitest';
import { matchesLabels, parseLabelSelector } from '../../../../src/engine/render/kustomize/label-selector';

const LABELS = new Map([
  ['app', 'web'],
  ['tier', 'front'],
  ['weight', '5'],
  ['empty', ''],
]);

describe('label selectors', () => {
  for (const [selector, expected] of [
    ['', true],
    ['app', true],
    ['!app', false],
    ['app=web', true],
    ['app == web, tier!=back', true],
    ['app!=web', false],
    ['missing!=x', true],
    ['tier in (front, back)', true],
    ['tier notin (front,back)', false],
    ['missing notin (x)', true],
    ['weight>4,weight<6', true],
    ['weight>5', false],
    ['empty=', true],
    ['app.kubernetes.io/name', false],
  ] as const) {
    it(`${selector || 'the empty one'} ${expected ? 'matches' : 'does not match'}`, () => {
      expect(matchesLabels(parseLabelSelector(selector) ?? [], LABELS)).toBe(expected);
      expect(parseLabelSelector(selector)).toBeDefined();
    });
  }

  for (const selector of ['app=web,', 'tier in front', '=x', 'weight>heavy', '!app=web', 'a b']) {
    it(`${selector} is refused`, () => expect(parseLabelSelector(selector)).toBeUndefined());
  }
});
