// `slugify` of ApplicationSets: a name for an address, cut at a dash. Source: argo-cd v3.2.6, `SlugifyName`; gosimple/slug v1.15.0.
import { normalized } from '../../discover/application-set/path-parameters';
import { GoError, GoInt, type Value } from '../helm/go/values';

const LONGEST = 50;

/** The name is the last argument; before it may stand how long the result may be, and whether it is cut between words. */
export function slugify(values: readonly Value[]): string {
  const [size, smart, ...others] = values.slice(0, -1);
  if (size !== undefined && !(size instanceof GoInt)) throw new GoError('the length is no int');
  if (smart !== undefined && typeof smart !== 'boolean') throw new GoError('whether to cut between words is no bool');
  const name = values.at(-1) ?? '';
  if (typeof name !== 'string' || others.length > 0) throw new GoError('the name is no string');
  return cut(normalized(name), size === undefined ? LONGEST : Number(size.value), smart ?? true);
}

function cut(name: string, longest: number, isSmart: boolean): string {
  const short = !isSmart && name.length >= longest ? name.slice(0, longest) : name;
  const slug = short
    .replace(/[^a-zA-Z0-9_-]/g, '-')
    .replace(/-+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '');
  if (!isSmart || longest <= 0 || slug.length <= longest) return slug;
  const dash = slug.lastIndexOf('-', longest);
  return slug.slice(0, dash === -1 ? longest : dash);
}
