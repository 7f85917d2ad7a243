// Files of tools beside Kubernetes that say what they carry out for which environment: Atlantis, Jenkins X, helmfile, Terraform and Ansible.
import type { Node, Part, Position } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import type { Inventory } from '../inventory';
import { baseName, parentOf } from '../paths';
import { positionOf } from '../sources';
import { ansibleParts } from './ansible';
import type { FoundPart } from './found';
import { folderHints, type Hint } from './named';
import { terraformParts } from './terraform-files';

/** In the order of the files. */
export function fileParts(inventory: Inventory): readonly FoundPart[] {
  const { tree, sources } = inventory;
  const found = tree.yamlFiles.flatMap((file) => {
    const read = READERS[baseName(file)];
    return read === undefined ? [] : read(sources.files.get(file)?.documents[0], file);
  });
  return [...found, ...terraformParts(inventory), ...ansibleParts(tree)];
}

type Reader = (document: Node | undefined, file: string) => readonly FoundPart[];

const READERS: Readonly<Record<string, Reader>> = {
  'atlantis.yaml': atlantisProjects,
  'jx-requirements.yml': jenkinsEnvironments,
  'helmfile.yaml': helmfileEnvironments,
  'helmfile.yml': helmfileEnvironments,
};

/** Source: Atlantis' documentation of its repository's atlantis.yaml. A project without a name is known by its folder and workspace. */
function atlantisProjects(document: Node | undefined, file: string): readonly FoundPart[] {
  const projects = items(child(document, 'projects'));
  if (projects.length === 0) return [whole('atlantis', file)];
  return projects.map((project) => {
    const folder = text(child(project, 'dir')) ?? '.';
    const workspace = text(child(project, 'workspace'));
    const own = text(child(project, 'name'));
    const dependsOn = items(child(project, 'depends_on')).flatMap((item) => text(item) ?? []);
    const name = own ?? (workspace === undefined ? folder : `${folder} (${workspace})`);
    const hints: Hint[] = [
      ...(workspace === undefined || workspace === 'default' ? [] : [{ text: workspace, says: `workspace ${workspace}` }]),
      ...folderHints(folder),
      ...(own === undefined ? [] : [{ text: own, says: `name ${own}` }]),
    ];
    const position = positionOf(project, start(file));
    const more = { ...(workspace === undefined ? {} : { workspace }), ...(dependsOn.length === 0 ? {} : { dependsOn }) };
    return { part: { kind: 'atlantis', name, folder, ...more, ...position }, hints };
  });
}

/** Source: Jenkins X's requirements: under `environments` until version 2, and under `spec.environments` since. */
function jenkinsEnvironments(document: Node | undefined, file: string): readonly FoundPart[] {
  const listed = items(at(document, ['spec', 'environments']) ?? child(document, 'environments'));
  if (listed.length === 0) return [whole('jenkinsX', file)];
  return listed.map((item) => {
    const name = text(child(item, 'key')) ?? '';
    return { part: { kind: 'jenkinsX', name, ...positionOf(item, start(file)) }, hints: [{ text: name, says: `environment ${name}` }] };
  });
}

/** Source: helmfile's documentation of `environments`. What is no YAML before its templates are executed is one part. */
function helmfileEnvironments(document: Node | undefined, file: string): readonly FoundPart[] {
  const environments = child(document, 'environments');
  const entries = environments?.kind === 'map' ? environments.entries.filter(({ key }) => key !== 'default') : [];
  if (entries.length === 0) return [whole('helmfile', file)];
  const folder = parentOf(file);
  return entries.map(({ key, value }) => ({
    part: { kind: 'helmfile', name: key, folder, ...positionOf(value, start(file)) },
    hints: [{ text: key, says: `environment ${key}` }],
  }));
}

/** A file that says nothing by itself of environments. */
function whole(kind: Part['kind'], file: string): FoundPart {
  return { part: { kind, name: file, folder: parentOf(file), ...start(file) }, hints: folderHints(parentOf(file)) };
}

function start(file: string): Position {
  return { file, line: 1, column: 1 };
}
