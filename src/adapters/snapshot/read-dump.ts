// Reads all dumped objects below a path.
import type { Failure, Json, JsonObject } from '../../engine/model';
import type { Answer, Files } from '../../engine/ports';
import { toJson } from '../../engine/yaml/json';
import { readDocuments } from '../../engine/yaml/read';

/** Objects with `apiVersion`, `kind` and a name, in the order of their files. A part that cannot be read fails the whole: it would look absent. */
export function readDump(path: string, files: Files): Answer<readonly JsonObject[]> {
  const found = filesBelow(path, files);
  if (found.kind === 'failed') return found;
  if (found.value.length === 0) return invalid({ file: path, detail: 'there is no .yaml, .yml or .json file here' });
  const objects: JsonObject[] = [];
  for (const file of found.value) {
    const answer = objectsOf(file, files);
    if (answer.kind === 'failed') return answer;
    objects.push(...answer.value);
  }
  return { kind: 'answer', value: objects };
}

type Failed = { readonly kind: 'failed'; readonly reason: Failure };

const DUMP_FILE = /\.(ya?ml|json)$/i;

function filesBelow(path: string, files: Files): Answer<readonly string[]> {
  const listed = files.list(path);
  if (listed.kind === 'absent') {
    return files.read(path).kind === 'file'
      ? { kind: 'answer', value: [path] }
      : invalid({ file: path, detail: 'there is no such file or folder' });
  }
  if (listed.kind === 'failed') return invalid({ file: path, detail: listed.reason.detail ?? listed.reason.code });
  if (listed.kind === 'unread') return invalid({ file: path, detail: 'it could not be listed' });
  const found: string[] = [];
  for (const entry of [...listed.entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = path === '.' ? entry.name : `${path}/${entry.name}`;
    if (entry.kind === 'file') {
      if (DUMP_FILE.test(entry.name)) found.push(below);
      continue;
    }
    const inside = filesBelow(below, files);
    if (inside.kind === 'failed') return inside;
    found.push(...inside.value);
  }
  return { kind: 'answer', value: found };
}

function objectsOf(file: string, files: Files): Answer<readonly JsonObject[]> {
  const answer = files.read(file);
  if (answer.kind !== 'file')
    return invalid({ file, detail: answer.kind === 'failed' ? (answer.reason.detail ?? answer.reason.code) : answer.kind });
  const { documents, failures } = readDocuments(answer.text, file);
  const [broken] = failures;
  if (broken !== undefined) return { kind: 'failed', reason: { ...broken, code: 'snapshotInvalid', subject: file } };
  const objects: JsonObject[] = [];
  for (const document of documents) {
    for (const object of unfolded(toJson(document))) {
      if (!isNamed(object)) {
        const { line, column } = document.origin;
        return invalid({ file, line, column, detail: 'an entry is no object with apiVersion, kind and metadata.name' });
      }
      objects.push(object);
    }
  }
  return { kind: 'answer', value: objects };
}

/** `kubectl get` writes a `List`; the API itself a `DeploymentList`, whose items may lack their kind. */
function unfolded(value: Json): readonly Json[] {
  if (!isFields(value) || !Array.isArray(value.items) || !String(value.kind).endsWith('List')) return [value];
  const itemKind = String(value.kind).slice(0, -'List'.length);
  const items = value.items as readonly Json[];
  if (itemKind === '') return items.flatMap(unfolded);
  return items.map((item) =>
    isFields(item) && item.kind === undefined ? { apiVersion: value.apiVersion ?? null, kind: itemKind, ...item } : item,
  );
}

function isNamed(value: Json): value is JsonObject {
  if (!isFields(value) || !isText(value.apiVersion) || !isText(value.kind)) return false;
  return isFields(value.metadata) && isText(value.metadata.name);
}

function isFields(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function invalid(about: Omit<Failure, 'code'>): Failed {
  return { kind: 'failed', reason: { code: 'snapshotInvalid', ...(about.file === undefined ? {} : { subject: about.file }), ...about } };
}
