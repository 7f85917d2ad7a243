// Notes beside an execution which node of which template wrote each part of the output.
import { GoError } from '../go/values';
import type { Recorder } from '../template/trace/recorder';
import { KnownTexts, type Span, Writer } from './spans';

export interface Recorded {
  readonly text: string;
  readonly spans: readonly Span[];
}

export interface LineRecorder {
  readonly recorder: Recorder;
  /** What `include` gave in this render, and where that came from. */
  readonly known: KnownTexts;
  /** Runs an execution whose output is its own. */
  readonly record: (execute: () => string) => Recorded;
}

/** Helm ends at 1000 of one name; the stack here bears fewer, and no chart that ends needs them. */
const DEEPEST = 250;

export function createLineRecorder(): LineRecorder {
  const known = new KnownTexts();
  let writer = new Writer();
  let depth = 0;
  return {
    known,
    record(execute) {
      const outer = writer;
      if (depth >= DEEPEST) throw new GoError(`templates include each other more than ${DEEPEST} levels deep`);
      depth++;
      writer = new Writer();
      try {
        return { text: execute(), spans: writer.spans };
      } finally {
        depth--;
        writer = outer;
      }
    },
    recorder: {
      enter: () => undefined,
      leave: () => undefined,
      control: () => undefined,
      endControl: () => undefined,
      field: () => undefined,
      write(node, text) {
        const spans = node.type === 'text' ? undefined : known.get(text);
        if (spans === undefined) writer.write(text, node.source, node.offset, node.type === 'text');
        else writer.splice(text, spans);
      },
      call(_function, given, _origins, result) {
        if (typeof result === 'string') for (const one of given) if (typeof one === 'string') known.derive(result, one);
        return undefined;
      },
    },
  };
}
