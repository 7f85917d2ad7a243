// Parses what stands inside an action: declarations, commands, operands.
import { quote } from '../go/quote';
import { unquote } from '../go/unquote';
import type { Lexer } from './lexer';
import type { CommandNode, NumberNode, Operand, PipeNode, Source, VariableNode } from './nodes';
import { numberParts } from './number';
import { nodeText } from './print-node';
import type { Token, TokenKind } from './token';
import { TokenReader } from './token-reader';

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParenthesis',
]);

const NOT_EXECUTABLE: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);

const NOTHING: readonly Operand[] = [];
const NO_DECLARATIONS: readonly VariableNode[] = [];

export class PipelineParser extends TokenReader {
  /** The variables that are declared at this point. */
  protected readonly variables: string[] = ['$'];
  private parentheses = 0;

  constructor(
    source: Source,
    lexer: Lexer,
    private readonly isFunction: (name: string) => boolean,
    private readonly maxDepth: number,
  ) {
    super(source, lexer);
  }

  protected pipeline(context: string, end: TokenKind): PipeNode {
    const { offset } = this.peek();
    const { isAssign, declarations } = this.declarations(context);
    let commands: readonly CommandNode[] = [];
    for (;;) {
      const token = this.next();
      if (token.kind === end) break;
      if (!OPERANDS.has(token.kind)) this.unexpected(token, context);
      this.backup();
      commands = commands.length === 0 ? [this.command()] : [...commands, this.command()];
    }
    this.check(commands, context);
    return { type: 'pipe', source: this.source, offset, isAssign, declarations, commands };
  }

  private declarations(context: string): Pick<PipeNode, 'isAssign' | 'declarations'> {
    let declarations = NO_DECLARATIONS;
    for (;;) {
      const variable = this.peek();
      if (variable.kind !== 'variable') return { isAssign: false, declarations };
      this.next();
      const next = this.peek();
      if (next.kind === 'assign' || next.kind === 'declare') {
        this.next();
        return { isAssign: next.kind === 'assign', declarations: [...declarations, this.declare(variable)] };
      }
      if (next.kind !== 'char' || next.value !== ',') {
        this.backup2(variable);
        return { isAssign: false, declarations };
      }
      this.next();
      declarations = [...declarations, this.declare(variable)];
      if (context !== 'range' || declarations.length >= 2) this.fail(`too many declarations in ${context}`);
      const { kind } = this.peek();
      if (kind !== 'variable' && kind !== 'rightDelimiter' && kind !== 'rightParenthesis') this.fail('range can only initialize variables');
    }
  }

  private declare(token: Token): VariableNode {
    this.variables.push(token.value);
    return this.variable(token.offset, token.value);
  }

  private check(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (let at = 1; at < commands.length; at += 1) {
      const first = commands[at]?.args[0];
      if (first !== undefined && NOT_EXECUTABLE.has(first.type)) this.fail(`non executable command in pipeline stage ${at + 1}`);
    }
  }

  private command(): CommandNode {
    const { offset } = this.peek();
    let args: readonly Operand[] = NOTHING;
    for (;;) {
      const operand = this.operand();
      // A list that grows in place makes room for 16 more, and most commands have one or two.
      if (operand !== undefined) args = args.length === 0 ? [operand] : [...args, operand];
      const token = this.next();
      if (token.spaced && OPERANDS.has(token.kind)) {
        this.backup();
        continue;
      }
      if (token.kind === 'rightDelimiter' || token.kind === 'rightParenthesis') this.backup();
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) return this.fail('empty command');
    return { type: 'command', source: this.source, offset, args, rest: args.length === 1 ? NOTHING : args.slice(1) };
  }

  private operand(): Operand | undefined {
    const node = this.term();
    if (node === undefined || !this.isFieldOfIt()) return node;
    const { offset } = this.peek();
    const path: string[] = [];
    while (this.isFieldOfIt()) path.push(this.next().value.slice(1));
    if (node.type === 'field') return { type: 'field', source: this.source, offset, path: [...node.path, ...path] };
    if (node.type === 'variable') return { type: 'variable', source: this.source, offset, path: [...node.path, ...path] };
    if (NOT_EXECUTABLE.has(node.type)) return this.fail(`unexpected . after term ${quote(nodeText(node))}`);
    return { type: 'chain', source: this.source, offset, node, path };
  }

  /** Whether a field stands behind an operand, with no space between them. */
  private isFieldOfIt(): boolean {
    const { kind, spaced } = this.peek();
    return kind === 'field' && !spaced;
  }

  private term(): Operand | undefined {
    const token = this.next();
    const { source } = this;
    const { offset } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.isFunction(token.value)) this.fail(`function ${quote(token.value)} not defined`);
        return { type: 'identifier', source, offset, name: token.value };
      case 'dot':
      case 'nil':
        return { type: token.kind, source, offset };
      case 'variable':
        return this.useVariable(token);
      case 'field':
        return { type: 'field', source, offset, path: [token.value.slice(1)] };
      case 'bool':
        return { type: 'bool', source, offset, value: token.value === 'true' };
      case 'charConstant':
      case 'complex':
      case 'number':
        return this.number(token, token.kind);
      case 'leftParenthesis':
        return this.parenthesised();
      case 'string':
      case 'rawString':
        return { type: 'string', source, offset, quoted: token.value, text: unquote(token.value) ?? this.fail('invalid syntax') };
      default:
        this.backup();
        return undefined;
    }
  }

  private parenthesised(): PipeNode {
    if (this.parentheses >= this.maxDepth) this.fail('max expression depth exceeded');
    this.parentheses += 1;
    const pipe = this.pipeline('parenthesized pipeline', 'rightParenthesis');
    this.parentheses -= 1;
    return pipe;
  }

  private number(token: Token, kind: 'charConstant' | 'complex' | 'number'): NumberNode {
    const parts = numberParts(token.value, kind);
    if (typeof parts === 'string') return this.fail(parts);
    return { type: 'number', source: this.source, offset: token.offset, text: token.value, ...parts };
  }

  private useVariable(token: Token): VariableNode {
    if (!this.variables.includes(token.value)) this.fail(`undefined variable ${quote(token.value)}`);
    return this.variable(token.offset, token.value);
  }

  private variable(offset: number, name: string): VariableNode {
    return { type: 'variable', source: this.source, offset, path: [name] };
  }
}
