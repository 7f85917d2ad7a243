// Problems as schema/plumbline.schema.json describes them.
import { jsonLine } from '../json';
import type { Format } from './format';
import { countsOf } from './problems';

export const asJson: Format = ({ environments, folders, problems }) =>
  jsonLine({ environments: environments.map(({ name }) => name), folders, counts: countsOf(problems), problems });
