// Sprig's functions for what is missing: default, coalesce, ternary and their kin; and `required` and `fail`.
import { GoError } from '../go/values';
import { ANY, type Family, fn, text } from './define';
import { isEmpty } from './empty';

export const DEFAULTS: Family = {
  default: fn(`${ANY}, ...${ANY}`, ([fallback, ...given]) => (given.length === 0 || isEmpty(given[0]) ? fallback : given[0])),
  empty: fn(ANY, ([value]) => isEmpty(value)),
  coalesce: fn(`...${ANY}`, (values) => values.find((value) => !isEmpty(value))),
  all: fn(`...${ANY}`, (values) => !values.some(isEmpty)),
  any: fn(`...${ANY}`, (values) => values.some((value) => !isEmpty(value))),
  ternary: fn(`${ANY}, ${ANY}, bool`, ([yes, no, which]) => (which === true ? yes : no)),
  fail: fn('string', ([message]) => {
    throw new GoError(text(message));
  }),
};
