// Sprig's functions that tell types and kinds.
import { typeName } from '../go/types';
import { deepEqual } from './deep-equal';
import { ANY, type Family, fn, reflectKind, text } from './define';

export const REFLECTION: Family = {
  typeOf: fn(ANY, ([value]) => typeName(value)),
  typeIs: fn(`string, ${ANY}`, ([type, value]) => typeName(value) === type),
  typeIsLike: fn(`string, ${ANY}`, ([type, value]) => typeName(value) === type || typeName(value) === `*${text(type)}`),
  kindOf: fn(ANY, ([value]) => reflectKind(value)),
  kindIs: fn(`string, ${ANY}`, ([kind, value]) => reflectKind(value) === kind),
  deepEqual: fn(`${ANY}, ${ANY}`, ([one, other]) => deepEqual(one, other)),
};
