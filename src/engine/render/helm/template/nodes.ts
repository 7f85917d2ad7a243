// The parse tree of Go's text/template. Offsets count UTF-16 units of the source; `position.ts` makes lines and columns of them.

/** A source that was parsed: what positions refer to. */
export interface Source {
  /** The name under which the text was parsed: for Helm, the chart's name and the path of the file. */
  readonly name: string;
  readonly text: string;
}

/** A template as `define`, `block` or a file gives it. */
export interface Tree {
  readonly name: string;
  readonly source: Source;
  readonly root: ListNode;
}

interface At {
  readonly source: Source;
  readonly offset: number;
}

export interface ListNode extends At {
  readonly type: 'list';
  readonly nodes: Statement[];
}

export interface TextNode extends At {
  readonly type: 'text';
  readonly text: string;
}

export interface ActionNode extends At {
  readonly type: 'action';
  readonly pipe: PipeNode;
}

export interface BranchNode extends At {
  readonly type: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface JumpNode extends At {
  readonly type: 'break' | 'continue';
}

export interface TemplateNode extends At {
  readonly type: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

/** `{{end}}` and `{{else}}`: the parser's own, never in a tree. */
export interface MarkNode extends At {
  readonly type: 'end' | 'else';
}

export type Statement = TextNode | ActionNode | BranchNode | JumpNode | TemplateNode;

export interface PipeNode extends At {
  readonly type: 'pipe';
  /** Whether its variables are assigned (`=`), not declared (`:=`). */
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode extends At {
  readonly type: 'command';
  readonly args: readonly Operand[];
  /** Those after the first one. */
  readonly rest: readonly Operand[];
}

export interface IdentifierNode extends At {
  readonly type: 'identifier';
  readonly name: string;
}

export interface FieldNode extends At {
  readonly type: 'field';
  readonly path: readonly string[];
}

export interface VariableNode extends At {
  readonly type: 'variable';
  /** `$x`, and the fields after it. */
  readonly path: readonly string[];
}

export interface ChainNode extends At {
  readonly type: 'chain';
  readonly node: Operand;
  readonly path: readonly string[];
}

export interface WordNode extends At {
  readonly type: 'dot' | 'nil';
}

export interface BoolNode extends At {
  readonly type: 'bool';
  readonly value: boolean;
}

/** A number, as each of the kinds that can hold it. */
export interface NumberNode extends At {
  readonly type: 'number';
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: { readonly real: number; readonly imaginary: number } | undefined;
}

export interface StringNode extends At {
  readonly type: 'string';
  /** As written, with its quotes. */
  readonly quoted: string;
  readonly text: string;
}

export type Operand = IdentifierNode | FieldNode | VariableNode | ChainNode | WordNode | BoolNode | NumberNode | StringNode | PipeNode;

export type TemplateAnyNode = Statement | Operand | ListNode | CommandNode | MarkNode;
