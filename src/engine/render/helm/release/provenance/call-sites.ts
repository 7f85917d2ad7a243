// From the calls that an execution noted to places in files, each worked out once: a thousand values of one call share it.
import type { CallSite } from '../../../../model';
import { positionAt } from '../../template/position';
import type { Calls } from '../../template/trace/span';

/** @param paths where the file of a template lies, by the template's name. A call in a text that `tpl` executes lies in none: that of `tpl` stands for it. */
export function createCallSites(paths: ReadonlyMap<string, string>): (calls: Calls) => CallSite | undefined {
  const sites = new Map<Calls, CallSite | undefined>();
  const own = ({ source, offset, outer }: Calls): CallSite | undefined => {
    const file = paths.get(source.name);
    const through = outer && siteOf(outer);
    return file === undefined ? through : placed({ file, ...positionAt(source, offset) }, through);
  };
  const siteOf = (calls: Calls): CallSite | undefined => {
    const known = sites.get(calls);
    if (known !== undefined) return known;
    const unknown: Calls[] = [];
    // No recursion: a loop may print one text as often as it likes.
    for (let at: Calls | undefined = calls; at !== undefined && !sites.has(at); at = at.made) unknown.push(at);
    for (const at of unknown.reverse()) sites.set(at, joined(at.made && sites.get(at.made), own(at)));
    return sites.get(calls);
  };
  return siteOf;
}

/** The calls where a text was made, then those where it is printed; what is around both stands there once. */
function joined(made: CallSite | undefined, printed: CallSite | undefined): CallSite | undefined {
  if (made === undefined) return printed;
  const shared = new Set<CallSite>();
  for (let site = printed; site !== undefined; site = site.through) shared.add(site);
  const before: CallSite[] = [];
  for (let site: CallSite | undefined = made; site !== undefined && !shared.has(site); site = site.through) before.push(site);
  return before.reduceRight<CallSite | undefined>((through, site) => placed(site, through), printed);
}

function placed({ file, line, column }: CallSite, through: CallSite | undefined): CallSite {
  return through === undefined ? { file, line, column } : { file, line, column, through };
}
