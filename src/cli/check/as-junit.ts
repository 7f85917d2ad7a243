// Problems as JUnit XML, which GitLab and most other build servers read: a case for each app, and one for each file outside of all apps.
import XMLBuilder from 'fast-xml-builder';
import { oneLine } from '../../engine/presenter/one-line';
import type { Format } from './format';
import { placeText, SEVERITY_WORDS } from './as-text';
import { appsOf, type Problem } from './problems';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly file?: string | undefined;
  readonly problems: readonly Problem[];
}

/** Errors fail a case; the rest is what the case had to say. */
export const asJUnit: Format = ({ environments, problems }) => {
  const apps = appsOf(environments).map(({ environment, app, name }): Case => {
    return {
      suite: environment,
      name: app.app,
      file: app.source.file,
      problems: problems.filter((problem) => problem.apps.includes(name)),
    };
  });
  const others = problems.filter((problem) => problem.apps.length === 0);
  const files = [...new Set(others.map(({ file }) => file))].map((file): Case => {
    return { suite: 'sources', name: file ?? 'repository', file, problems: others.filter((problem) => problem.file === file) };
  });
  const cases = [...apps, ...files];
  const suites = [...new Set(cases.map(({ suite }) => suite))].map((name) => suiteOf(name, cases));
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': 'plumbline check', ...totals(cases), testsuite: suites },
  });
};

function suiteOf(name: string, all: readonly Case[]) {
  const cases = all.filter(({ suite }) => suite === name);
  return { '@name': clean(name), ...totals(cases), testcase: cases.map(caseOf) };
}

function caseOf({ suite, name, file, problems }: Case) {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const rest = problems.filter(({ severity }) => severity !== 'error');
  return {
    '@classname': clean(suite),
    '@name': clean(name),
    ...(file === undefined ? {} : { '@file': clean(file) }),
    ...(errors.length === 0 ? {} : { failure: failureOf(errors) }),
    ...(rest.length === 0 ? {} : { 'system-out': rest.map(lineOf).join('\n') }),
  };
}

/** One element for a case: readers show the first one only. */
function failureOf(errors: readonly Problem[]) {
  const [first] = errors as readonly [Problem];
  return { '@type': first.code, '@message': clean(lineOf(first)), '#text': errors.map(lineOf).join('\n') };
}

function totals(cases: readonly Case[]) {
  const failures = cases.filter(({ problems }) => problems.some(({ severity }) => severity === 'error')).length;
  return { '@tests': cases.length, '@failures': failures, '@errors': 0 };
}

function lineOf({ severity, code, message, ...place }: Problem): string {
  return clean(`${placeText(place)}${SEVERITY_WORDS[severity]}: ${code}: ${oneLine(message)}`);
}

/** XML 1.0 has no way to write most control characters, and surrogates that stand alone. */
function clean(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
