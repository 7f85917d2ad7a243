// Why the values of a ConfigMap or Secret are not known here: nobody's file has it, or what makes it does so in the cluster.
import type { Failure, SecretMaker } from '../../model';

/** @param field `postBuild.substituteFrom`, or `valuesFrom`. */
export function notHere(field: string, kind: string, name: string, maker: SecretMaker | undefined): Failure {
  const made =
    maker === undefined
      ? `no file of the repository has it${kind === 'Secret' ? ', and none an ExternalSecret or the like that makes it' : ''}`
      : `the ${maker.kind} ${maker.name} (${maker.file}:${maker.line}) makes it there`;
  return { code: 'onlyInCluster', subject: `${kind}/${name}`, detail: `${field} asks for it, and ${made}` };
}
