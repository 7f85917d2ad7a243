// Writes a live or desired object as the preview writes rendered ones, so that a diff shows differences and no style.
import type { EmittedLine, EmittedText, JsonObject } from '../engine/model';
import { emitDocuments } from '../engine/yaml/emit';
import { fromJson } from '../engine/yaml/json';

export function jsonYaml(object: JsonObject): string {
  return emitted(object).text;
}

/** What stands in each line of that text, by its path. */
export function jsonLines(object: JsonObject): readonly (EmittedLine | undefined)[] {
  return emitted(object).lines;
}

function emitted(object: JsonObject): EmittedText {
  return emitDocuments([fromJson(object, { file: '', line: 1, column: 1, step: 'live' })]);
}
