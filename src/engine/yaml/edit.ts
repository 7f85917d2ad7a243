// Replaces single scalars in YAML text and leaves every other byte as it was.
import { isScalar, parseAllDocuments, type Scalar, visit } from 'yaml';
import type { LineEdit } from '../model';
import { type EditResult, editInnerTexts } from './edit-inner';
import { createPositions } from './positions';
import { PARSE_OPTIONS } from './read';
import { doubleQuotedLine } from './scalar-text';
import { analyseScalar } from './scalar-style';
import { readsAsOtherType, resolvePlain } from './tags';

/**
 * Applies `edits` to the text of one file. One in a text of several lines, such as a patch in a kustomization, is made in the YAML that the text is. Quoting style is kept; a new value that would read as another type is quoted.
 * @returns a failure when the text at a position is not what the edit expects there.
 */
export function editScalars(text: string, edits: readonly LineEdit[]): EditResult {
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const source = text.slice(bom);
  const positions = createPositions(source);
  const places = findScalars(source);
  const [own, inner] = partition(edits, (edit) => places.has(positions.offset(edit.line, edit.column) ?? -1));
  if (inner.length > 0) {
    const within = editInnerTexts(
      source,
      inner,
      [...places.values()].map(({ scalar }) => scalar),
      editScalars,
    );
    return within.kind === 'failed' ? within : editScalars(text.slice(0, bom) + within.text, own);
  }
  const replacements = new Map<number, Replacement>();
  for (const edit of edits) {
    const place = places.get(positions.offset(edit.line, edit.column) ?? -1);
    const problem = place === undefined ? 'there is no value at this place' : refusal(place, edit);
    if (place === undefined || problem !== undefined) return failed(edit, problem);
    const replacement = replacementOf(place, edit, source);
    const earlier = replacements.get(replacement.start);
    if (earlier !== undefined && earlier.text !== replacement.text) return failed(edit, 'two edits give this value different texts');
    replacements.set(replacement.start, replacement);
  }
  const edited = apply(source, replacements);
  const reread = findScalars(edited.text);
  for (const edit of edits) {
    const start = edited.moved.get(positions.offset(edit.line, edit.column) as number) as number;
    if (reread.get(start)?.scalar.value !== edit.after) return failed(edit, 'the new text would not be read back as it is');
  }
  return { kind: 'text', text: text.slice(0, bom) + edited.text };
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

interface Place {
  readonly scalar: Scalar.Parsed;
  /** Inside `[]` or `{}`, where commas and brackets end a plain scalar. */
  readonly inFlow: boolean;
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Every scalar that is a value, by the offset at which it begins. */
function findScalars(source: string): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const document of parseAllDocuments(source, PARSE_OPTIONS)) {
    if (!('contents' in document)) continue;
    visit(document, {
      Scalar(key, node, path) {
        if (key === 'key' || !isScalar(node) || node.range == null) return;
        const inFlow = path.some((ancestor) => 'flow' in ancestor && ancestor.flow === true);
        places.set(node.range[0], { scalar: node as Scalar.Parsed, inFlow });
      },
    });
  }
  return places;
}

function refusal(place: Place, edit: LineEdit): string | undefined {
  const { type, value } = place.scalar;
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') return 'values in block style are not edited';
  return value === edit.before ? undefined : 'the value here is not the expected one';
}

function replacementOf(place: Place, edit: LineEdit, source: string): Replacement {
  const [start, end] = place.scalar.range;
  const text = styled(place, edit);
  // A value that was left empty begins right behind its colon.
  const space = start === end && /[:\-?]/.test(source[start - 1] ?? '') ? ' ' : '';
  return { start, end, text: space + text };
}

function styled({ scalar, inFlow }: Place, edit: LineEdit): string {
  const analysis = analyseScalar(edit.after);
  if (scalar.type === 'QUOTE_DOUBLE') return doubleQuotedLine(edit.after);
  if (scalar.type === 'QUOTE_SINGLE') {
    return analysis.singleQuoted && !analysis.multiline ? `'${edit.after.replaceAll("'", "''")}'` : doubleQuotedLine(edit.after);
  }
  const plain = inFlow ? analysis.flowPlain : analysis.blockPlain;
  return plain && (scalar.tag !== undefined || staysPlain(edit)) ? edit.after : doubleQuotedLine(edit.after);
}

/** Strings that nobody takes for something else; or numbers, booleans and nulls in place of the same. */
function staysPlain({ before, after }: LineEdit): boolean {
  if (!readsAsOtherType(after)) return true;
  const tag = resolvePlain(after);
  if (tag !== resolvePlain(before)) return false;
  // 1.10 would become 1.1: what is written has to be what is read.
  return tag === 'int' || tag === 'float' ? String(Number(after)) === after : tag !== 'str';
}

function apply(source: string, replacements: ReadonlyMap<number, Replacement>) {
  const moved = new Map<number, number>();
  let text = '';
  let from = 0;
  for (const { start, end, text: after } of [...replacements.values()].sort((a, b) => a.start - b.start)) {
    text += source.slice(from, start);
    moved.set(start, text.length + (after.startsWith(' ') ? 1 : 0));
    text += after;
    from = end;
  }
  return { text: text + source.slice(from), moved };
}

function failed(edit: LineEdit, detail: string | undefined): EditResult {
  const { file, line, column } = edit;
  return {
    kind: 'failed',
    reason: { code: 'notPromotable', file, line, column, subject: edit.after, ...(detail === undefined ? {} : { detail }) },
  };
}
