// What go-yaml refuses of the directives in front of a text (`%YAML 1.2`), which the library passes over.
import type { Parser } from 'yaml';

type Tokens = ReturnType<Parser['parse']>;

export interface DirectiveFault {
  readonly offset: number;
  readonly detail: string;
}

/**
 * The tokens as they are; what is wrong with directives goes to `tell`. Behind the first document none are looked at: kustomize and Helm take a text
 * apart at `---`, and read one document of each piece. Source: go-yaml `parserc.go`, `yaml_parser_process_directives`; `scannerc.go`.
 * @param isInPieces whether the text is one that they take apart: nothing follows a directive then. Source: kyaml `kio/byteio_reader.go`.
 */
export function* withDirectives(tokens: Tokens, tell: (fault: DirectiveFault) => void, isInPieces = false): Tokens {
  const seen: string[] = [];
  let last: number | undefined;
  let isInFront = true;
  for (const token of tokens) {
    if (token.type === 'directive' && isInFront) {
      const detail = faultOf(token.source, seen) ?? (isInPieces ? IN_PIECES : undefined);
      if (detail !== undefined) tell({ offset: token.offset, detail });
      last = token.offset;
    } else if (token.type === 'document') isInFront = false;
    yield token;
  }
  if (isInFront && last !== undefined && !isInPieces) tell({ offset: last, detail: NOTHING_FOLLOWS });
}

const IN_PIECES = 'kustomize takes a file apart at ---, and finds no document behind this directive then: leave it out';
const NOTHING_FOLLOWS = 'a directive stands here, and no document begins behind it with ---';

function faultOf(source: string, seen: string[]): string | undefined {
  const [name = '', value = ''] = source.trim().split(/[ \t]+/);
  if (name !== '%YAML' && name !== '%TAG') return 'there is no such directive: only %YAML and %TAG';
  // The library says what is wrong with one that is no number.
  if (name === '%YAML' && value !== '1.1' && /^\d+\.\d+$/.test(value))
    return 'the directive asks for another YAML than 1.1, the only one that is read: leave it out';
  const id = name === '%YAML' ? name : `${name} ${value}`;
  if (seen.includes(id)) return 'the directive is already there';
  seen.push(id);
  return undefined;
}
