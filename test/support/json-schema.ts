// Checks values against the published JSON schema.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/plumbline.schema.json'), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(schema, 'plumbline');

/** @returns the value itself. Throws, with what is wrong, when it is not of the definition's shape. */
export function expectShape(definition: string, value: unknown): unknown {
  const validate = ajv.getSchema(`plumbline#/$defs/${definition}`);
  if (validate === undefined) throw new Error(`The schema has no definition ${definition}.`);
  if (!validate(value)) throw new Error(`Not a ${definition}: ${ajv.errorsText(validate.errors, { separator: '\n' })}`);
  return value;
}
