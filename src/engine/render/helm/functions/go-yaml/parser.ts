// Why go-yaml refuses a text: what its scanner or parser cannot go on with. Source: go.yaml.in/yaml/v2, `parserc.go` and `decode.go`.
import { DEPTH_LIMIT, TooDeepError } from '../../../../yaml/tokens';
import { SyntaxFault } from './cursor';
import { Scanner, type Token, type TokenKind } from './scanner';

/** What go-yaml says of the first document of a text behind `yaml: `; undefined where it can read it, or it is nested too deeply to tell. */
export function syntaxFault(text: string): string | undefined {
  try {
    new Parser(text).document();
    return undefined;
  } catch (error) {
    if (error instanceof TooDeepError) return undefined;
    if (!(error instanceof SyntaxFault)) throw error;
    return `${error.line === undefined ? '' : `line ${error.line}: `}${error.problem}`;
  }
}

class Parser {
  readonly #scanner: Scanner;
  readonly #anchors = new Set<string>();
  readonly #handles = new Set(['', '!', '!!']);
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): void {
    const first = this.#peek();
    if (first.kind === 'end') return;
    if (first.kind === 'version' || first.kind === 'handle' || first.kind === 'documentStart') {
      this.#directives();
      const start = this.#peek();
      if (start.kind !== 'documentStart') throw refused(start, 'did not find expected <document start>');
      this.#scanner.step();
      if (this.#is('version', 'handle', 'documentStart', 'documentEnd', 'end')) return;
    }
    this.#node(true, false);
    this.#peek();
  }

  #peek(): Token {
    return this.#scanner.peek();
  }

  #is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#peek().kind);
  }

  /** Steps over a token of this kind, if the next one is. */
  #take(kind: TokenKind): Token | undefined {
    const token = this.#peek();
    if (token.kind !== kind) return undefined;
    this.#scanner.step();
    return token;
  }

  #directives(): void {
    let hasVersion = false;
    const own = new Set<string>();
    for (let token = this.#peek(); token.kind === 'version' || token.kind === 'handle'; token = this.#peek()) {
      const { kind, text } = token;
      if (kind === 'version' && hasVersion) throw refused(token, 'found duplicate %YAML directive');
      if (kind === 'version' && text !== '1.1') throw refused(token, 'found incompatible YAML document');
      if (kind === 'handle' && own.has(text)) throw refused(token, 'found duplicate %TAG directive');
      hasVersion ||= kind === 'version';
      if (kind === 'handle') own.add(text);
      this.#handles.add(kind === 'handle' ? text : '');
      this.#scanner.step();
    }
  }

  /** @param isBlock whether it may be a block @param mayBeBare whether it may be a list that is not indented */
  #node(isBlock: boolean, mayBeBare: boolean): void {
    const alias = this.#take('alias');
    if (alias !== undefined) {
      if (!this.#anchors.has(alias.text)) throw new SyntaxFault(`unknown anchor '${alias.text}' referenced`, undefined);
      return;
    }
    const hasProperties = this.#properties();
    const token = this.#peek();
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new TooDeepError(0);
    if (mayBeBare && token.kind === 'blockItem') this.#bareList();
    else if (token.kind === 'scalar') this.#scanner.step();
    else if (token.kind === 'list') this.#list();
    else if (token.kind === 'map') this.#map();
    else if (isBlock && token.kind === 'blockList') this.#blockList();
    else if (isBlock && token.kind === 'blockMap') this.#blockMap();
    else if (!hasProperties) throw refused(token, 'did not find expected node content');
    this.#depth -= 1;
  }

  /** An anchor and a tag, in either order. @returns whether there is any. */
  #properties(): boolean {
    const before = this.#take('anchor');
    const tag = this.#take('tag');
    const anchor = before ?? (tag === undefined ? undefined : this.#take('anchor'));
    if (tag !== undefined || anchor !== undefined) this.#peek();
    if (tag !== undefined && !this.#handles.has(tag.text)) throw refused(tag, 'found undefined tag handle');
    if (anchor !== undefined) this.#anchors.add(anchor.text);
    return tag !== undefined || anchor !== undefined;
  }

  #blockList(): void {
    this.#scanner.step();
    while (this.#take('blockItem') !== undefined) if (!this.#is('blockItem', 'blockEnd')) this.#node(true, false);
    if (this.#take('blockEnd') === undefined) throw refused(this.#peek(), "did not find expected '-' indicator");
  }

  #bareList(): void {
    while (this.#take('blockItem') !== undefined) if (!this.#is('blockItem', 'key', 'value', 'blockEnd')) this.#node(true, false);
  }

  #blockMap(): void {
    this.#scanner.step();
    while (this.#take('key') !== undefined) {
      if (!this.#is('key', 'value', 'blockEnd')) this.#node(true, true);
      if (this.#take('value') !== undefined && !this.#is('key', 'value', 'blockEnd')) this.#node(true, true);
    }
    if (this.#take('blockEnd') === undefined) throw refused(this.#peek(), 'did not find expected key');
  }

  #list(): void {
    this.#scanner.step();
    for (let isFirst = true; !this.#is('listEnd'); isFirst = false) {
      if (!isFirst && this.#take('comma') === undefined) throw refused(this.#peek(), "did not find expected ',' or ']'");
      if (this.#take('key') !== undefined) this.#pair();
      else if (!this.#is('listEnd')) this.#node(false, false);
      else break;
    }
    this.#scanner.step();
  }

  /** A map of one key, without braces. */
  #pair(): void {
    if (!this.#is('value', 'comma', 'listEnd')) this.#node(false, false);
    // Where the key lacks, go-yaml steps over what follows it.
    else this.#scanner.step();
    if (this.#take('value') !== undefined && !this.#is('comma', 'listEnd')) this.#node(false, false);
  }

  #map(): void {
    this.#scanner.step();
    for (let isFirst = true; !this.#is('mapEnd'); isFirst = false) {
      if (!isFirst && this.#take('comma') === undefined) throw refused(this.#peek(), "did not find expected ',' or '}'");
      if (this.#take('key') !== undefined) {
        if (!this.#is('value', 'comma', 'mapEnd')) this.#node(false, false);
        if (this.#take('value') !== undefined && !this.#is('comma', 'mapEnd')) this.#node(false, false);
      } else if (!this.#is('mapEnd')) this.#node(false, false);
      else break;
    }
    this.#scanner.step();
  }
}

/** The parser tells a line that is one too small, and none of the first. */
function refused({ line }: Token, problem: string): SyntaxFault {
  return new SyntaxFault(problem, line === 0 ? undefined : line);
}
