// Which templates write the same text each time that they are given the same release: that is read off the template, before it is executed.
import type { Names } from './layered-names';
import type { CommandNode, ListNode, Operand, PipeNode, Statement, Tree } from './nodes';

/** Which templates of a release write the same each time. */
export interface Steadiness {
  /** How many templates are called within each other at most, itself included; undefined for one that may write something else another time. */
  readonly heightOf: (name: string) => number | undefined;
}

/** Deeper ones are rare, and looking into them takes the stack. */
const HIGHEST = 50;

/**
 * A template is steady that, given what Helm gives each file of a chart, writes the same text in whatever file it is called, as long as nothing of that changes.
 * Helm changes `.Template` from file to file. So the template may name nothing but what is the same for all files, and may not hand all that it is given to
 * anything but a template that is steady itself. All other functions have to make the same of the same.
 */
export function createSteadiness(templates: Names<Tree>): Steadiness {
  const known = new Map<string, number | undefined>();
  const heightOf = (name: string, above: number): number | undefined => {
    if (known.has(name)) return known.get(name);
    // One that calls itself is not.
    known.set(name, undefined);
    const tree = templates.get(name);
    let highest = 0;
    const isCalled = (called: string): boolean => {
      const height = heightOf(called, above + 1);
      highest = Math.max(highest, height ?? 0);
      return height !== undefined;
    };
    const steady = tree !== undefined && above < HIGHEST && isSteadyList(tree.root, { isCalled, isGiven: true });
    const height = steady ? highest + 1 : undefined;
    known.set(name, height);
    return height;
  };
  return { heightOf: (name) => heightOf(name, 0) };
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

/** What is the same for all files of a chart. `.Template` is not, nor are the scopes of dependencies, which have one too; all there is has methods that give all of it. */
const OF_RELEASE: ReadonlySet<string> = new Set(['Values', 'Chart', 'Release', 'Capabilities', 'Files']);
/** Under these names nothing is trusted wherever it stands: a value may hold what a file was given. */
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
      return operand.path[0] === '$' ? isOfRelease(operand.path.slice(1)) : isSameForAll(operand.path);
    case 'field':
      return scope.isGiven ? isOfRelease(operand.path) : isSameForAll(operand.path);
    case 'chain':
      return isSteadyOperand(operand.node, scope) && isSameForAll(operand.path);
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

/** A path from what Helm gives a file. */
function isOfRelease(path: readonly string[]): boolean {
  return OF_RELEASE.has(path[0] ?? '') && isSameForAll(path);
}

function isSameForAll(path: readonly string[]): boolean {
  return !path.some((name) => OF_THE_FILE.has(name));
}
