// Problems as schema/plumbline.schema.json describes them.
import { jsonLine } from '../json';
import type { Format } from './formats';
import { countsOf } from './problems';

export const asJson: Format = ({ environments, problems }) =>
  jsonLine({ environments: environments.map(({ name }) => name), counts: countsOf(problems), problems });
