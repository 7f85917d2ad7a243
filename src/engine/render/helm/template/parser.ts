// Parses Go's text/template: tokens to trees, with Go's complaints.
import type { Failure } from '../../../model/failure';
import { quote } from '../go/quote';
import { unquote } from '../go/unquote';
import { DELIMITERS, type Delimiters, Lexer } from './lexer';
import type { BranchNode, ListNode, MarkNode, Source, Statement, TemplateNode, Tree } from './nodes';
import { PipelineParser } from './pipeline-parser';
import { nodeText } from './print-node';
import { TemplateError } from './template-error';
import type { Token } from './token';

export interface ParseOptions {
  readonly delimiters?: Delimiters;
  /** Whether a function of this name exists: a template that names another one does not parse. */
  readonly isFunction: (name: string) => boolean;
  /** How deep parentheses may nest; Go's limit is 10,000, and we stop before the stack does. */
  readonly maxDepth?: number;
}

/**
 * Parse one text: the template of its own name and those that it defines, as `text/template/parse.Parse` does.
 * @param name under which errors name it
 * @throws TemplateError with Go's message (`template: NAME:LINE: …`) and the position
 */
export function parseTemplate(name: string, text: string, options: ParseOptions): ReadonlyMap<string, Tree> {
  const trees = new Map<string, Tree>();
  try {
    new TreeParser(name, { name, text }, new Lexer(text, options.delimiters ?? DELIMITERS), options, trees).parseFile();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack is full: `if` in `if` in `if`, thousands deep.
    const failure: Failure = { code: 'tooMuchWork', file: name, detail: 'max expression depth exceeded' };
    throw new TemplateError(`template: ${name}:1: max expression depth exceeded`, { file: name, line: 1 }, undefined, failure);
  }
  return trees;
}

/** Whether a template has nothing but white space: such a definition gives way to another one. */
export function isEmptyTree(list: ListNode): boolean {
  return list.nodes.every((node) => node.type === 'text' && node.text.trim() === '');
}

class TreeParser extends PipelineParser {
  private rangeDepth = 0;

  constructor(
    private name: string,
    source: Source,
    lexer: Lexer,
    private readonly options: ParseOptions,
    private readonly trees: Map<string, Tree>,
  ) {
    super(source, lexer, options.isFunction, options.maxDepth ?? 500);
    lexer.breakIsFunction = options.isFunction('break');
    lexer.continueIsFunction = options.isFunction('continue');
  }

  /** The whole text, `define` actions included. */
  parseFile(): void {
    const root = this.list(this.peek().offset);
    while (this.peek().kind !== 'eof') {
      if (this.peek().kind === 'leftDelimiter') {
        const delimiter = this.next();
        if (this.next().kind === 'define') {
          this.nested('definition').parseDefinition();
          continue;
        }
        this.backup2(delimiter);
      }
      const node = this.textOrAction();
      root.nodes.push(isMark(node) ? this.fail(`unexpected ${nodeText(node)}`) : node);
    }
    this.add(root);
  }

  private parseDefinition(): void {
    const token = this.next();
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, 'define clause');
    this.name = unquote(token.value) ?? this.fail('invalid syntax');
    this.expect('rightDelimiter', 'define clause');
    this.body('define clause');
  }

  private body(context: string): void {
    const { list, end } = this.itemList();
    if (end.type !== 'end') this.fail(`unexpected ${nodeText(end)} in ${context}`);
    this.add(list);
  }

  private nested(name: string): TreeParser {
    const parser = new TreeParser(name, this.source, this.lexer, this.options, this.trees);
    parser.tokens = this.tokens;
    return parser;
  }

  private add(root: ListNode): void {
    const known = this.trees.get(this.name);
    if (known === undefined || isEmptyTree(known.root)) this.trees.set(this.name, { name: this.name, source: this.source, root });
    else if (!isEmptyTree(root)) this.fail(`template: multiple definition of template ${quote(this.name)}`);
  }

  private list(offset: number): ListNode {
    return { type: 'list', source: this.source, offset, nodes: [] };
  }

  private itemList(): { readonly list: ListNode; readonly end: MarkNode } {
    const list = this.list(this.peek().offset);
    while (this.peek().kind !== 'eof') {
      const node = this.textOrAction();
      if (isMark(node)) return { list, end: node };
      list.nodes.push(node);
    }
    return this.fail('unexpected EOF');
  }

  private textOrAction(): Statement | MarkNode {
    const token = this.next();
    if (token.kind === 'text') return { type: 'text', source: this.source, offset: token.offset, text: token.value };
    if (token.kind !== 'leftDelimiter') return this.unexpected(token, 'input');
    this.actionStart = token.offset;
    const node = this.action();
    this.actionStart = undefined;
    return node;
  }

  private action(): Statement | MarkNode {
    const token = this.next();
    switch (token.kind) {
      case 'block':
        return this.block();
      case 'break':
      case 'continue':
        return this.jump(token.kind, token);
      case 'else':
        return this.otherwise();
      case 'end':
        return { type: 'end', source: this.source, offset: this.expect('rightDelimiter', 'end').offset };
      case 'if':
      case 'with':
      case 'range':
        return this.branch(token.kind);
      case 'template':
        return this.template();
      default:
        this.backup();
        return { type: 'action', source: this.source, offset: this.peek().offset, pipe: this.pipeline('command', 'rightDelimiter') };
    }
  }

  private jump(type: 'break' | 'continue', token: Token): Statement {
    const next = this.next();
    if (next.kind !== 'rightDelimiter') this.unexpected(next, `{{${type}}}`);
    if (this.rangeDepth === 0) this.fail(`{{${type}}} outside {{range}}`);
    return { type, source: this.source, offset: token.offset };
  }

  private otherwise(): MarkNode {
    const next = this.peek();
    // `else if` and `else with` leave their keyword for the branch that they end.
    const token = next.kind === 'if' || next.kind === 'with' ? next : this.expect('rightDelimiter', 'else');
    return { type: 'else', source: this.source, offset: token.offset };
  }

  private branch(type: 'if' | 'with' | 'range'): BranchNode {
    const mark = this.variables.length;
    const pipe = this.pipeline(type, 'rightDelimiter');
    if (type === 'range') this.rangeDepth += 1;
    const { list, end } = this.itemList();
    if (type === 'range') this.rangeDepth -= 1;
    const elseList = end.type === 'else' ? this.elseList(type, end) : undefined;
    this.variables.length = mark;
    return { type, source: this.source, offset: pipe.offset, pipe, list, elseList };
  }

  private elseList(type: 'if' | 'with' | 'range', mark: MarkNode): ListNode {
    if (type !== 'range' && this.peek().kind === type) {
      this.next();
      const list = this.list(mark.offset);
      list.nodes.push(this.branch(type));
      return list;
    }
    const { list, end } = this.itemList();
    if (end.type !== 'end') this.fail(`expected end; found ${nodeText(end)}`);
    return list;
  }

  private block(): TemplateNode {
    const token = this.next();
    const name = this.templateName(token, 'block clause');
    const pipe = this.pipeline('block clause', 'rightDelimiter');
    this.nested(name).body('block clause');
    return { type: 'template', source: this.source, offset: token.offset, name, pipe };
  }

  private template(): TemplateNode {
    const token = this.next();
    const name = this.templateName(token, 'template clause');
    if (this.next().kind === 'rightDelimiter')
      return { type: 'template', source: this.source, offset: token.offset, name, pipe: undefined };
    this.backup();
    return { type: 'template', source: this.source, offset: token.offset, name, pipe: this.pipeline('template clause', 'rightDelimiter') };
  }

  private templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') return this.unexpected(token, context);
    return unquote(token.value) ?? this.fail('invalid syntax');
  }
}

const isMark = (node: Statement | MarkNode): node is MarkNode => node.type === 'end' || node.type === 'else';
