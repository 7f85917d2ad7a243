// Problems as schema/plumbline.schema.json describes them.
import { jsonLine } from '../json';
import type { Format } from './format';
import { countsOf, type Problem } from './problems';

export const asJson: Format = ({ environments, folders, problems }) =>
  jsonLine({ environments: environments.map(({ name }) => name), folders, counts: countsOf(problems), problems: problems.map(published) });

function published({ unfetched: _unfetched, ...problem }: Problem): Omit<Problem, 'unfetched'> {
  return problem;
}
