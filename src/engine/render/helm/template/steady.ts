// Which templates write the same text each time that they are given the same release: that is read off the template, before it is executed.
import type { Names } from './layered-names';
import type { CommandNode, ListNode, Operand, PipeNode, Statement, Tree } from './nodes';

/**
 * Whether a template, given what Helm gives each file of a chart, writes the same text in whatever file it is called, as long as nothing of that changes.
 * Helm changes `.Template` from file to file. So the template may not name it, nor hand all that it is given to anything but a template that is steady itself.
 * All other functions have to make the same of the same.
 */
export function isSteady(name: string, templates: Names<Tree>, known: Map<string, boolean>): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  // One that calls itself is not.
  known.set(name, false);
  const tree = templates.get(name);
  const isCalled = (called: string): boolean => isSteady(called, templates, known);
  const steady = tree !== undefined && isSteadyList(tree.root, { isCalled, isGiven: true });
  known.set(name, steady);
  return steady;
}

/** Functions that change what they are given. Once one was called, nothing is as it was. */
export const CHANGING: readonly string[] = ['set', 'unset', 'merge', 'mustMerge', 'mergeOverwrite', 'mustMergeOverwrite'];

/** What makes the same of the same, without a trace of having been called. */
const PURE: ReadonlySet<string> = new Set(
  (
    'and or not eq ne lt le gt ge len index slice print printf println ' +
    'default empty coalesce ternary all any required fail ' +
    'trim trimAll trimPrefix trimSuffix trunc contains hasPrefix hasSuffix replace quote squote cat indent nindent nospace repeat substr abbrev ' +
    'lower upper title untitle snakecase camelcase kebabcase splitList split splitn join toString toStrings plural ' +
    'list dict get hasKey dig keys values pick omit pluck first last initial rest append prepend concat uniq without has compact reverse sortAlpha until ' +
    'int int64 float64 add add1 sub mul div mod max min ceil floor round toDecimal atoi ' +
    'kindOf kindIs typeOf typeIs typeIsLike deepEqual toYaml fromYaml toJson toPrettyJson toRawJson fromJson ' +
    'regexMatch regexReplaceAll regexReplaceAllLiteral regexFind regexSplit semver semverCompare sha1sum sha256sum b64enc b64dec base dir clean ext'
  ).split(' '),
);

/** What a release holds of each file that is being rendered; scopes of dependencies have one of their own. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['Template', 'Subcharts']);

interface Scope {
  readonly isCalled: (name: string) => boolean;
  /** Whether dot is what the template was given. */
  readonly isGiven: boolean;
}

function isSteadyList({ nodes }: ListNode, scope: Scope): boolean {
  return nodes.every((node) => isSteadyStatement(node, scope));
}

function isSteadyStatement(node: Statement, scope: Scope): boolean {
  switch (node.type) {
    case 'text':
    case 'break':
    case 'continue':
      return true;
    case 'action':
      return isSteadyPipe(node.pipe, scope);
    case 'template':
      return scope.isCalled(node.name) && (node.pipe === undefined || isGivenWhole(node.pipe) || isSteadyPipe(node.pipe, scope));
    default: {
      const inner = node.type === 'if' ? scope : { ...scope, isGiven: false };
      return (
        isSteadyPipe(node.pipe, scope) &&
        isSteadyList(node.list, inner) &&
        (node.elseList === undefined || isSteadyList(node.elseList, scope))
      );
    }
  }
}

function isSteadyPipe({ commands }: PipeNode, scope: Scope): boolean {
  return commands.every((command) => isSteadyCommand(command, scope));
}

function isSteadyCommand({ args }: CommandNode, scope: Scope): boolean {
  const [first, name, data] = args;
  if (first?.type === 'identifier' && first.name === 'include') {
    if (name?.type !== 'string' || !scope.isCalled(name.text)) return false;
    return data === undefined || isWhole(data) || isSteadyOperand(data, scope);
  }
  return args.every((operand) => isSteadyOperand(operand, scope));
}

function isSteadyOperand(operand: Operand, scope: Scope): boolean {
  switch (operand.type) {
    case 'identifier':
      return PURE.has(operand.name);
    case 'dot':
      return !scope.isGiven;
    case 'variable':
      return !isWhole(operand) && isOfRelease(operand.path);
    case 'field':
      return isOfRelease(operand.path);
    case 'chain':
      return isSteadyOperand(operand.node, scope) && isOfRelease(operand.path);
    case 'pipe':
      return isSteadyPipe(operand, scope);
    default:
      return true;
  }
}

function isGivenWhole({ commands, declarations }: PipeNode): boolean {
  const [command] = commands;
  const [only] = command?.args ?? [];
  return declarations.length === 0 && commands.length === 1 && command?.args.length === 1 && only !== undefined && isWhole(only);
}

function isWhole(operand: Operand): boolean {
  return operand.type === 'dot' || (operand.type === 'variable' && operand.path.length === 1 && operand.path[0] === '$');
}

function isOfRelease(path: readonly string[]): boolean {
  return !path.some((name) => OF_THE_FILE.has(name));
}
