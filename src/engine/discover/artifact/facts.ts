// What discovery knows of an artifact: its files as a tree of its own, with the objects in them where the sources have them.
import type { ArtifactLayout } from '../../model';
import type { FileAnswer, Files } from '../../ports';
import { buildGraph, reach } from '../graph';
import { once } from '../once';
import { readSource, type SourceCache, type SourceFile } from '../sources';
import type { ArtifactFacts } from '../tree-facts';
import { isKustomizationFile, isYaml, type Tree } from '../tree';
import { type ArtifactContent, contentOf } from './content';
import type { ArtifactFile } from './file';
import { placed, placesOfLines } from './origins';
import { withinArtifact } from './path';

export interface KnownArtifact extends ArtifactFacts {
  readonly layout: ArtifactLayout;
  readonly content: ArtifactContent;
}

/** @param known what was read of a file of a source. @param cache of files that are read for this artifact alone. */
export function knownArtifact(
  layout: ArtifactLayout,
  files: Files,
  known: (path: string) => SourceFile | undefined,
  cache: SourceCache,
): KnownArtifact {
  const content = contentOf(layout, files);
  const read = (file: ArtifactFile, path: string): SourceFile => {
    if (file.kind === 'merged') return mergedSource(file.text, file.lines, path, cache);
    return known(file.path) ?? readSource(file.path, withoutLink(files.read(file.path)), cache);
  };
  const { tree, manifests } = shapeOf(content);
  const sources = { files: new Map([...manifests].map(([path, file]) => [path, read(file, path)] as const)), failures: [] };
  const graph = buildGraph(tree, sources);
  return {
    layout,
    content,
    tree,
    sources,
    graph,
    isLeftOut: () => false,
    reachOf: (path) => reach(path, graph, tree),
    madeOf: (path) => {
      const file = content.files.get(withinArtifact(path, layout.path));
      if (file === undefined) return [];
      return file.kind === 'copy' ? [file.path] : file.paths;
    },
  };
}

interface Shape {
  readonly tree: Tree;
  readonly manifests: ReadonlyMap<string, ArtifactFile>;
}

/** The same tree as long as the content is the same, so that all that is kept by the tree still counts. */
const shapeOf = once(({ path: root, files, folders }: ArtifactContent): Shape => {
  const at = (path: string): string => (path === '.' ? root : `${root}/${path}`);
  const yaml = [...files].filter(([path]) => isManifest(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const manifests = new Map(yaml.map(([path, file]) => [at(path), file]));
  const tree = {
    folders: new Map([...folders].map(([folder, entries]) => [at(folder), entries])),
    yamlFiles: [...manifests.keys()],
    failures: [],
  };
  return { tree, manifests };
});

function isManifest(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return isYaml(name) || isKustomizationFile(name);
}

function withoutLink(answer: FileAnswer): FileAnswer {
  return answer.kind === 'file' && answer.real !== undefined ? { kind: 'absent' } : answer;
}

function mergedSource(text: string, lines: Parameters<typeof placesOfLines>[0], path: string, cache: SourceCache): SourceFile {
  const { documents, objects, failures } = readSource(path, { kind: 'file', text, version: text }, cache);
  const place = placesOfLines(lines);
  const moved = new Map(documents.map((document) => [document, placed(document, place)] as const));
  return {
    documents: [...moved.values()],
    objects: objects.map((object) => {
      const { file, line, column } = place(object);
      return { ...object, file, line, column, node: moved.get(object.node) as typeof object.node };
    }),
    failures,
  };
}
