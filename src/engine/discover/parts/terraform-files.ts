// Folders and variable files of Terraform and OpenTofu that say which environment they are of, with the versions that they pin.
import type { PartVersion } from '../../model';
import type { Inventory } from '../inventory';
import { once } from '../once';
import { baseName, join } from '../paths';
import type { FoundPart } from './found';
import { type HclBody, type HclText, parseHcl } from './hcl';
import { folderHints } from './named';

/**
 * A root module is a folder that is carried out by itself: it has a backend or a provider, or variable files beside it. Its variable files are parts of
 * their own, but for those that every run takes.
 */
export function terraformParts(inventory: Inventory): readonly FoundPart[] {
  return [...inventory.tree.folders].flatMap(([folder, entries]) => {
    const names = entries.flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
    const modules = names.filter((name) => /\.(?:tf|tofu)$/.test(name));
    const variables = names.filter((name) => name.endsWith('.tfvars'));
    if (modules.length === 0 && variables.length === 0) return [];
    const bodies = new Map(modules.flatMap((name) => bodyIn(join(folder, name), inventory)));
    const own = variables.filter(isTakenAlways);
    const isRoot = own.length > 0 || [...bodies.values()].some(isCarriedOut);
    const always = own.flatMap((name) => [...bodyIn(join(folder, name), inventory)]);
    const root = isRoot ? [partOf(folder, [...bodies, ...always])] : [];
    const chosen = variables.filter((name) => !isTakenAlways(name));
    return [...root, ...chosen.map((name) => partOf(join(folder, name), bodyIn(join(folder, name), inventory)))];
  });
}

type Read = readonly [path: string, body: HclBody];

function bodyIn(path: string, { textOf }: Inventory): readonly Read[] {
  const content = textOf(path);
  return content === undefined ? [] : [[path, parsed(content)]];
}

const parsed = once(({ text }: { readonly text: string }) => parseHcl(text));

/** Source: Terraform's documentation, "Variable Definitions (.tfvars) Files". */
function isTakenAlways(name: string): boolean {
  return name === 'terraform.tfvars' || name.endsWith('.auto.tfvars');
}

function isCarriedOut({ blocks }: HclBody): boolean {
  return blocks.some(({ type, body }) => type === 'provider' || (type === 'terraform' && body.blocks.some(isBackend)));
}

function isBackend({ type }: { readonly type: string }): boolean {
  return type === 'backend' || type === 'cloud';
}

/** @param path the folder, or the variable file. */
function partOf(path: string, read: readonly Read[]): FoundPart {
  const isFile = path.endsWith('.tfvars');
  const named = isFile ? path.slice(0, -'.tfvars'.length) : path;
  const versions = read.flatMap(([file, body]) => (file.endsWith('.tfvars') ? variableVersions(file, body) : moduleVersions(file, body)));
  const [first] = read;
  return {
    part: {
      kind: 'terraformFiles',
      name: path,
      folder: isFile ? path.slice(0, path.length - baseName(path).length).replace(/\/$/, '') || '.' : path,
      file: first?.[0] ?? path,
      line: 1,
      column: 1,
      ...(versions.length === 0 ? {} : { versions }),
    },
    hints: folderHints(named),
  };
}

/** Versions of modules, also those of a Git address, and of charts. */
function moduleVersions(file: string, { blocks }: HclBody): readonly PartVersion[] {
  return blocks.flatMap(({ type, labels, body: { texts } }): PartVersion[] => {
    const version = texts.get('version');
    if (type === 'resource' && labels[0] === 'helm_release') {
      const chart = texts.get('chart')?.value ?? labels[1] ?? '';
      return version === undefined ? [] : [versionAt(file, `chart ${chart}`, version, version.value)];
    }
    const source = texts.get('source');
    if (type !== 'module' || source === undefined) return [];
    const [, address, revision] = /^(.*?)[?&]ref=([^&]+)$/.exec(source.value) ?? [];
    if (address !== undefined && revision !== undefined) return [versionAt(file, `module ${address}`, source, revision)];
    return version === undefined ? [] : [versionAt(file, `module ${source.value}`, version, version.value)];
  });
}

/** Other variables may be secret, and are nobody's version. */
function variableVersions(file: string, { texts }: HclBody): readonly PartVersion[] {
  return [...texts].flatMap(([name, value]) =>
    /(?:^|_)(?:version|tag|revision)$/.test(name) ? [versionAt(file, `variable ${name}`, value, value.value)] : [],
  );
}

function versionAt(file: string, name: string, { value, line, column }: HclText, tag: string): PartVersion {
  return { name, tag, ...(tag === value ? {} : { scalar: value }), file, line, column };
}
