// Which styles a string may be written in: plain, quoted or literal, by go-yaml v2's analysis of its characters.

export interface ScalarAnalysis {
  /** Has a line break of any kind. */
  readonly multiline: boolean;
  readonly blockPlain: boolean;
  readonly flowPlain: boolean;
  readonly singleQuoted: boolean;
  readonly literal: boolean;
}

/** What a text may be written as. Source: go-yaml v2, `yaml_emitter_analyze_scalar`. */
export function analyseScalar(text: string): ScalarAnalysis {
  if (text === '') return { multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true, literal: false };
  const spaces = analyseSpaces(text);
  const indicators = analyseIndicators(text);
  const special = spaces.spaceBeforeBreak || hasUnprintable(text);
  const plain = !spaces.edge && !spaces.breakBeforeSpace && !special && !spaces.breaks;
  return {
    multiline: spaces.breaks,
    flowPlain: plain && !indicators.flow,
    blockPlain: plain && !indicators.block,
    singleQuoted: !spaces.breakBeforeSpace && !special,
    literal: !text.endsWith(' ') && !special,
  };
}

/** Carriage return, line feed, next line, line separator, paragraph separator. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** Written as it is inside double quotes. Tabs, BOMs and everything beyond the basic plane are not. */
export function isPrintable(code: number): boolean {
  return (
    code === 10 ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

function hasUnprintable(text: string): boolean {
  // Surrogates, the halves of astral characters, are not printable either.
  for (let index = 0; index < text.length; index++) if (!isPrintable(text.charCodeAt(index))) return true;
  return false;
}

function analyseSpaces(text: string) {
  let breaks = false;
  let breakBeforeSpace = false;
  let spaceBeforeBreak = false;
  let previous = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 32) {
      if (isBreak(previous)) breakBeforeSpace = true;
    } else if (isBreak(code)) {
      breaks = true;
      if (previous === 32) spaceBeforeBreak = true;
    }
    previous = code;
  }
  const first = text.charCodeAt(0);
  const edge = first === 32 || isBreak(first) || previous === 32 || isBreak(previous);
  return { breaks, breakBeforeSpace, spaceBeforeBreak, edge };
}

const START_INDICATORS = new Set('#,[]{}&*!|>\'"%@`');
const FLOW_INDICATORS = new Set(',?[]{}');

function analyseIndicators(text: string): { readonly block: boolean; readonly flow: boolean } {
  const first = text[0] as string;
  if (text.startsWith('---') || text.startsWith('...') || START_INDICATORS.has(first)) return { block: true, flow: true };
  const blankAfterFirst = text.length === 1 || isBlank(text.charCodeAt(1));
  let block = blankAfterFirst && (first === '?' || first === ':' || first === '-');
  let flow = block || first === '?' || first === ':';
  for (let index = 1; index < text.length && !block; index++) {
    const character = text[index] as string;
    if (FLOW_INDICATORS.has(character)) flow = true;
    else if (character === ':') {
      flow = true;
      if (index + 1 === text.length || isBlank(text.charCodeAt(index + 1))) block = true;
    } else if (character === '#') {
      const before = text.charCodeAt(index - 1);
      if (isBlank(before) || isBreak(before) || before === 0) block = flow = true;
    }
  }
  return { block, flow: flow || block };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
