// Problems as SARIF 2.1.0, which GitHub's code scanning and other dashboards read.
import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { version } from '../../../package.json';
import type { Severity } from '../../engine/model';
import { oneLine } from '../../engine/presenter/one-line';
import type { Format } from './format';
import type { Problem } from './problems';

const LEVELS: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', information: 'note' };

/** Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. */
export const asSarif: Format = ({ problems }) => {
  const ids = [...new Set(problems.map(({ code }) => code))].sort();
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Plumbline', version, semanticVersion: version, rules: ids.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => resultOf(problem, ids.indexOf(problem.code))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

/** `imageMatchesNothing` is “Image matches nothing”. */
function ruleOf(id: string): ReportingDescriptor {
  const words = id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { id, shortDescription: { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}` } };
}

function resultOf(problem: Problem, ruleIndex: number): Result {
  const { code, severity, message, via, related, apps, file } = problem;
  const led = via.map((path) => ({ message: 'Built by', file: path, line: 1, column: 1 }));
  const others = [...related, ...led].map(
    (place, id): Location => ({ id, message: { text: place.message }, ...locationOf(place.file, place) }),
  );
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: oneLine(message) },
    ...(file === undefined ? {} : { locations: [locationOf(file, problem)] }),
    ...(others.length === 0 ? {} : { relatedLocations: others }),
    ...(apps.length === 0 ? {} : { properties: { apps } }),
  };
}

function locationOf(file: string, { line, column }: { readonly line?: number; readonly column?: number }): Location {
  const region = line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  return { physicalLocation: { artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') }, ...region } };
}
