// Ansible's inventories, and where it is configured. What an inventory holds is not read.
import type { DirectoryEntry } from '../../ports';
import { baseName, join, parentOf } from '../paths';
import type { Tree } from '../tree';
import type { FoundPart } from './found';
import { folderHints } from './named';

/**
 * Every `ansible.cfg`; the inventories in folders of the names that Ansible's documentation gives them.
 * An `inventory` is one only beside an `ansible.cfg`: services are called so as well.
 */
export function ansibleParts({ folders }: Tree): readonly FoundPart[] {
  return [...folders].flatMap(([folder, entries]) => {
    const isHome = hasConfiguration(entries);
    const name = baseName(folder);
    const above = folders.get(parentOf(folder));
    const holds = name === 'inventories' || (name === 'inventory' && above !== undefined && hasConfiguration(above));
    return [
      ...(isHome ? [partOf(folder, join(folder, 'ansible.cfg'), folder)] : []),
      ...(holds ? inventories(folder, entries, folders) : []),
      ...(isHome ? entries.filter(isHosts).map((entry) => partOf(stem(entry.name), join(folder, entry.name), folder)) : []),
    ];
  });
}

function inventories(folder: string, entries: readonly DirectoryEntry[], folders: Tree['folders']): readonly FoundPart[] {
  return entries.flatMap(({ name, kind }) => {
    const path = join(folder, name);
    if (kind === 'file') return isVariables(name) || !isInventoryFile(name) ? [] : [partOf(stem(name), path, join(folder, stem(name)))];
    const own = folders.get(path)?.filter((entry) => entry.kind === 'file') ?? [];
    const main = own.find(isHosts) ?? own[0];
    return isVariables(name) || main === undefined ? [] : [partOf(name, join(path, main.name), path)];
  });
}

/** @param named the path whose names may be an environment's. */
function partOf(name: string, file: string, named: string): FoundPart {
  return { part: { kind: 'ansible', name, folder: parentOf(file), file, line: 1, column: 1 }, hints: folderHints(named) };
}

function hasConfiguration(entries: readonly DirectoryEntry[]): boolean {
  return entries.some(({ name, kind }) => kind === 'file' && name === 'ansible.cfg');
}

function isHosts({ name, kind }: DirectoryEntry): boolean {
  return kind === 'file' && /^(?:hosts|inventory)(?:\.(?:ini|ya?ml|toml))?$/.test(name);
}

function isInventoryFile(name: string): boolean {
  return /^[^.]+(?:\.(?:ini|ya?ml|toml))?$/.test(name) && !/^(?:README|LICENSE|Makefile)/i.test(name);
}

function isVariables(name: string): boolean {
  return name === 'group_vars' || name === 'host_vars';
}

function stem(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}
