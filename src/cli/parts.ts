// Rows for what belongs to environments besides apps.
import type { Part } from '../engine/model';
import { PARTS } from '../engine/presenter';

/** `  Terraform network  ./network  clusters/prod/network.yaml:1`, and why it is listed here. */
export function partRows(part: Part, dim: (text: string) => string): string {
  const { dependsOn = [], variables = [], versions = [] } = part;
  return [
    `  ${partText(part, dim)}\n`,
    ...(dependsOn.length === 0 ? [] : [`    after ${dependsOn.join(', ')}\n`]),
    ...(variables.length === 0 ? [] : [`    variables ${variables.join(', ')}\n`]),
    ...versions.map(({ name, tag, file, line }) => `    ${name} ${tag}  ${file}:${line}\n`),
  ].join('');
}

/** Its row alone. */
export function partText(
  { kind, name, folder, workspace, from, file, line, reason }: Part,
  dim: (text: string) => string = (text) => text,
): string {
  const about = [
    ...(folder === undefined || folder === name ? [] : [folder]),
    ...(workspace === undefined ? [] : [`workspace ${workspace}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    `${file}:${line}`,
  ];
  return `${PARTS[kind]} ${name}  ${about.join('  ')}  ${dim(`(${reason})`)}`;
}
