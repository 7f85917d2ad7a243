// Reads what a person says of environments: `.plumbline.yaml` of the repository, and the setting of the same shape.
import type { Failure, MapNode, Node, Position } from '../../model';
import { child, items } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { folderPattern } from '../application-set/globs';
import { once } from '../once';
import type { SourceFile } from '../sources';

export const DECLARATIONS = '.plumbline.yaml';
const SETTING = 'plumbline.environments';

/** What cannot be inferred of an environment. Everything but its name is optional. */
export interface DeclaredEnvironment {
  readonly name: string;
  /** Environments with one come first, in ascending order. */
  readonly order?: number;
  /** Folders that belong to it, as patterns, each with where it stands. */
  readonly paths: readonly DeclaredPath[];
  readonly context?: string;
  /** The branch whose tree it is. */
  readonly branch?: string;
  readonly hidden: boolean;
  /** `.plumbline.yaml:3`, or the setting's name: for reasons. */
  readonly place: string;
  /** Absent for the setting, which no file holds. */
  readonly position?: Position;
}

export interface DeclaredPath {
  readonly pattern: string;
  readonly place: string;
  readonly position?: Position;
}

export interface Declarations {
  readonly environments: readonly DeclaredEnvironment[];
  readonly failures: readonly Failure[];
}

export const NO_DECLARATIONS: Declarations = { environments: [], failures: [] };

/** @param setting the value of the setting `plumbline.environments` as JSON. What it says of an environment goes before what the file says. */
export function readDeclarations(file: SourceFile | undefined, setting: string | undefined): Declarations {
  const own = setting === undefined || setting === '' ? NO_DECLARATIONS : readSetting(setting);
  const shared = file === undefined ? NO_DECLARATIONS : readFile(file);
  return { environments: together(own.environments, shared.environments), failures: [...shared.failures, ...own.failures] };
}

const readFile = once(({ documents }: SourceFile): Declarations => {
  const [root, second] = documents;
  if (root === undefined) return NO_DECLARATIONS;
  const reader = createReader(true);
  if (second !== undefined) reader.fail(second, '', 'it has several documents, and only the first counts');
  if (root.kind !== 'map') reader.fail(root, '', 'a map with the key “environments” is expected');
  const fields = reader.fields(root, '', ['environments']);
  return { environments: environmentsIn(fields.get('environments'), 'environments', reader), failures: reader.failures };
});

function readSetting(setting: string): Declarations {
  const reader = createReader(false);
  const { documents } = readDocuments(setting, SETTING);
  return { environments: environmentsIn(documents[0], SETTING, reader), failures: reader.failures };
}

function environmentsIn(list: Node | undefined, path: string, reader: Reader): DeclaredEnvironment[] {
  if (list === undefined) return [];
  if (list.kind !== 'list') reader.fail(list, path, 'a list of environments is expected');
  const seen = new Set<string>();
  return items(list).flatMap((item, index) => {
    const environment = environmentIn(item, `${path}[${index}]`, reader);
    if (environment === undefined) return [];
    if (seen.has(environment.name)) {
      reader.fail(child(item, 'name') ?? item, `${path}[${index}].name`, `“${environment.name}” is in the list twice`);
      return [];
    }
    seen.add(environment.name);
    return [environment];
  });
}

const FIELDS = ['name', 'order', 'paths', 'context', 'branch', 'hidden'];

function environmentIn(node: Node, path: string, reader: Reader): DeclaredEnvironment | undefined {
  if (node.kind !== 'map') {
    reader.fail(node, path, 'a map with the key “name” is expected');
    return undefined;
  }
  const fields = reader.fields(node, path, FIELDS);
  const name = reader.words(fields.get('name'), `${path}.name`);
  if (name === undefined) {
    if (!fields.has('name')) reader.fail(node, path, 'the key “name” is missing');
    return undefined;
  }
  const [order, context, branch] = [
    reader.number(fields.get('order'), `${path}.order`),
    reader.words(fields.get('context'), `${path}.context`),
    reader.words(fields.get('branch'), `${path}.branch`),
  ];
  return {
    name,
    ...(order === undefined ? {} : { order }),
    paths: pathsIn(fields.get('paths'), `${path}.paths`, reader),
    ...(context === undefined ? {} : { context }),
    ...(branch === undefined ? {} : { branch }),
    hidden: reader.flag(fields.get('hidden'), `${path}.hidden`) ?? false,
    ...reader.at(fields.get('name') as Node),
  };
}

function pathsIn(node: Node | undefined, path: string, reader: Reader): DeclaredPath[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') reader.fail(node, path, 'a list of folders is expected');
  return items(node).flatMap((item, index) => {
    const words = reader.words(item, `${path}[${index}]`);
    if (words === undefined) return [];
    const pattern = words.replace(/^\.\//, '').replace(/\/+$/, '');
    if (words.startsWith('/') || pattern.split('/').includes('..') || folderPattern(pattern) === undefined) {
      reader.fail(item, `${path}[${index}]`, 'a folder from the top of the repository is expected, such as apps/*/prod');
      return [];
    }
    return [{ pattern: pattern === '' ? '.' : pattern, ...reader.at(item) }];
  });
}

/** Field by field, what `first` says goes before what `second` says. */
function together(first: readonly DeclaredEnvironment[], second: readonly DeclaredEnvironment[]): readonly DeclaredEnvironment[] {
  const names = new Set(first.map(({ name }) => name));
  const merged = first.map((one) => {
    const other = second.find(({ name }) => name === one.name);
    return other === undefined ? one : { ...other, ...one, paths: [...one.paths, ...other.paths], hidden: one.hidden || other.hidden };
  });
  return [...merged, ...second.filter(({ name }) => !names.has(name))];
}

interface Reader {
  readonly failures: Failure[];
  fail(node: Node, path: string, detail: string): void;
  at(node: Node): { readonly place: string; readonly position?: Position };
  /** The values of the keys that are allowed; any other key is a failure. */
  fields(node: Node, path: string, allowed: readonly string[]): ReadonlyMap<string, Node>;
  words(node: Node | undefined, path: string): string | undefined;
  number(node: Node | undefined, path: string): number | undefined;
  flag(node: Node | undefined, path: string): boolean | undefined;
}

/** @param inFile whether failures have the position of what they are about. */
function createReader(inFile: boolean): Reader {
  const failures: Failure[] = [];
  const fail = (
    { origin }: { readonly origin: Position },
    path: string,
    detail: string,
    code: Failure['code'] = 'settingInvalid',
  ): void => {
    const { file, line, column } = origin;
    failures.push({ code, subject: path === '' ? DECLARATIONS : path, detail, ...(inFile ? { file, line, column } : {}) });
  };
  const scalar = <T>(node: Node | undefined, path: string, expected: string, read: (text: string, tag: string) => T | undefined) => {
    if (node === undefined) return undefined;
    const value = node.kind === 'scalar' ? read(node.text, node.tag) : undefined;
    if (value === undefined) fail(node, path, `${expected} is expected`);
    return value;
  };
  return {
    failures,
    fail,
    at: ({ origin: { file, line, column } }) =>
      inFile ? { place: `${file}:${line}`, position: { file, line, column } } : { place: `the setting ${SETTING}` },
    fields(node, path, allowed) {
      const fields = new Map<string, Node>();
      for (const { key, value } of node.kind === 'map' ? (node as MapNode).entries : []) {
        if (allowed.includes(key)) fields.set(key, value);
        else fail(value, path === '' ? key : `${path}.${key}`, `the keys there are ${allowed.join(', ')}`, 'settingUnknown');
      }
      return fields;
    },
    words: (node, path) => scalar(node, path, 'a text', (words, tag) => (tag !== 'str' || words.trim() === '' ? undefined : words)),
    number: (node, path) =>
      scalar(node, path, 'a whole number', (words, tag) =>
        tag === 'int' && Number.isSafeInteger(Number(words)) ? Number(words) : undefined,
      ),
    flag: (node, path) =>
      scalar(node, path, 'true or false', (words, tag) => (tag === 'bool' ? words.toLowerCase() === 'true' : undefined)),
  };
}
