// A copy rule as its ArtifactGenerator has it.
import type { CopyRule, Node } from '../../model';
import { child, items, text } from '../../yaml/access';
import { positionOf, type SourceObject } from '../sources';

/** @param render a path with what stands for the names in braces; undefined where that is not known. */
export function ruleOf(node: Node, generator: SourceObject, render: (text: string) => string | undefined): CopyRule {
  const [from, to] = ['from', 'to'].map((key) => {
    const written = text(child(node, key)) ?? '';
    return render(written) ?? written;
  }) as [string, string];
  const [, alias = '', pattern = ''] = /^@([^/]+)\/(.*)$/s.exec(from) ?? [];
  const strategy = text(child(node, 'strategy')) ?? 'Overwrite';
  const unknown = whyUnread(from, to, alias, strategy);
  return {
    alias,
    pattern,
    to: to.replace(/^@artifact\//, ''),
    exclude: items(child(node, 'exclude')).flatMap((each) => text(each) ?? []),
    strategy,
    optional: text(child(node, 'optional')) === 'true',
    position: positionOf(node, generator),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

function whyUnread(from: string, to: string, alias: string, strategy: string): string | undefined {
  if (alias === '') return `“${from}” is no @alias/path of a source`;
  if (!to.startsWith('@artifact/')) return `“${to}” is no path of @artifact/`;
  if (strategy === 'Overwrite' || strategy === 'Merge') return undefined;
  return strategy === 'Extract' ? 'it is unpacked from an archive' : `no strategy is called ${strategy}`;
}
