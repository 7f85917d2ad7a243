// Stand-ins for what nobody can know beforehand: the same for the same call of the same template, and marked by their text. Or real values, where the user wants them.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytesOf, type CallSite } from '../go/values';
import type { Draw } from '../random/draw';
import { drawFor, type RandomSource } from '../random/source';
import type { Unknowable } from '../request';

export interface Unknowables {
  /** From here on, calls are those of this template. */
  readonly begin: (template: string) => void;
  /** The template of the calls that come. */
  readonly current: () => string;
  /** The call that is about to be made. */
  readonly calling: (site: CallSite) => void;
  /** Executes what that call executes: calls in it are told from those of other calls. */
  readonly within: <T>(execute: () => T) => T;
  readonly standIn: (call: string) => string;
  readonly draw: (call: string) => Draw | undefined;
  /** The present: as given, as the seed's front end had it, or a stand-in. */
  readonly now: () => Date;
  readonly noted: () => readonly Unknowable[];
}

/** Go's reference time: whoever writes layouts for dates knows it, and takes it for no other moment. */
const STAND_IN_TIME = new Date('2006-01-02T15:04:05Z');

/** @param source looked for where something is to be drawn. @param given the present, where the caller knows it. */
export function createUnknowables(source: () => RandomSource | undefined, given: (() => Date) | undefined): Unknowables {
  const noted: Unknowable[] = [];
  let counts = new Map<string, number>();
  let current = '';
  let site: CallSite | undefined;
  let around: Around | undefined;
  // By the place of the call, so that a condition elsewhere leaves it alone; and not by its offset, which moves with every letter that is typed above it.
  const named = (call: string): string => {
    const place = site === undefined ? '' : `${site.source.name}\0${ordinalOf(site, call)}`;
    const name = `${current}\0${call}\0${place}${chainOf(around)}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name}\0${count}`;
  };
  return {
    begin(template) {
      current = template;
      counts = new Map();
    },
    current: () => current,
    calling(next) {
      site = next;
    },
    within(execute) {
      const outer = around;
      around = site && { site, outer };
      try {
        return execute();
      } finally {
        around = outer;
      }
    },
    standIn(call) {
      const standIn = `unknowable-${bytesToHex(sha256(bytesOf(named(call)))).slice(0, 16)}`;
      noted.push({ call, template: current, standIn });
      return standIn;
    },
    draw(call) {
      const random = source();
      if (random === undefined) return undefined;
      noted.push({ call, template: current });
      return drawFor(random, named(call));
    },
    now() {
      const now = given?.() ?? source()?.now ?? STAND_IN_TIME;
      if (!noted.some(({ call, template }) => call === 'now' && template === current))
        noted.push({ call: 'now', template: current, standIn: now.toISOString() });
      return now;
    },
    noted: () => noted,
  };
}

/** A call of a template, in those around it. */
interface Around {
  readonly site: CallSite;
  readonly outer: Around | undefined;
}

function chainOf(around: Around | undefined): string {
  let chain = '';
  for (let at = around; at !== undefined; at = at.outer) {
    const { source, offset } = at.site;
    const word = source.text.startsWith('include', offset) ? 'include' : source.text.startsWith('tpl', offset) ? 'tpl' : 'template';
    chain += `\0${source.name}\0${ordinalOf(at.site, word)}`;
  }
  return chain;
}

const ordinals = new WeakMap<CallSite['source'], Map<string, readonly number[]>>();

/** How often the function is named in the template up to this call. */
function ordinalOf({ source, offset }: CallSite, call: string): number {
  const [name = ''] = call.split(' ');
  let known = ordinals.get(source);
  if (known === undefined) {
    known = new Map();
    ordinals.set(source, known);
  }
  let places = known.get(name);
  if (places === undefined) {
    places = placesOf(name, source.text);
    known.set(name, places);
  }
  return places.findLastIndex((place) => place <= offset);
}

function placesOf(name: string, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(name); at !== -1 && name !== ''; at = text.indexOf(name, at + 1)) found.push(at);
  return found;
}
