// Writes a live or desired object as the preview writes rendered ones, so that a diff shows differences and no style.
import type { JsonObject } from '../engine/model';
import { emitDocuments } from '../engine/yaml/emit';
import { fromJson } from '../engine/yaml/json';

export function jsonYaml(object: JsonObject): string {
  return emitDocuments([fromJson(object, { file: '', line: 1, column: 1, step: 'live' })]).text;
}
