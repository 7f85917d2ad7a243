// What each failure code says: what is wrong and what to do next.
import type { FailureCode } from '../model';
import { CONTROLLER_MESSAGES } from './controller-messages';
import type { Message } from './message';

export type { Message } from './message';

export const MESSAGES: Readonly<Record<FailureCode, Message>> = {
  ...CONTROLLER_MESSAGES,
  notYaml: { text: 'This is not valid YAML: {detail}. Correct the line.', bare: 'This is not valid YAML. Correct the line.' },
  notFound: {
    text: '{subject} does not exist. Correct the path, or add the file.',
    bare: 'The file does not exist. Correct the path, or add the file.',
  },
  unreadable: {
    text: '{subject} could not be read: {detail}. Check its permissions.',
    bare: 'The file could not be read. Check its permissions.',
  },
  unread: {
    text: '{subject} has not been fetched yet. Try again in a moment.',
    bare: 'A file has not been fetched yet. Try again in a moment.',
  },
  notAsked: {
    text: 'The cluster was not asked for {subject} yet. Ask it again, or go without its answers.',
    bare: 'The cluster was not asked for something yet. Ask it again, or go without its answers.',
  },
  rendering: {
    text: '{subject} takes longer than others and is still being rendered. It appears here when it is done.',
    bare: 'This takes longer than others and is still being rendered. It appears here when it is done.',
  },
  tooSlow: {
    text: '{subject} was still being rendered after {detail}, and was stopped. Make its loops shorter, or render it with “plumbline preview”; the next edit tries again.',
    bare: 'This render took too long, and was stopped. Make its loops shorter; the next edit tries again.',
  },
  noRenderThread: {
    text: '{subject} takes too long to be rendered in the window itself, and this page lets no worker start. Open the repository in the desktop editor, or render it with “plumbline preview”.',
    bare: 'This takes too long to be rendered in the window itself, and this page lets no worker start. Open the repository in the desktop editor.',
  },
  fileTooLarge: {
    text: '{subject} is too large to be read here: {detail}. Split it, or allow larger files in the settings.',
    bare: 'This file is too large to be read here. Split it, or allow larger files in the settings (plumbline.maxFileSizeMegabytes).',
  },
  tooLarge: {
    text: 'This is larger than {subject}, and was not read. Split it, or leave it out of the tree.',
    bare: 'This is too large, and was not read. Split it, or leave it out of the tree.',
  },
  tooMuchWork: {
    text: 'This takes more than {subject}, and was stopped. Make its loops, texts or includes smaller.',
    bare: 'This takes too much, and was stopped. Make its loops, texts or includes smaller.',
  },
  treeTooLarge: {
    text: 'This folder holds more than {subject}, more than one repository does, so nothing of it was looked through. Open a folder in it that holds manifests, or name one with --repo on the command line.',
    bare: 'This folder holds more than one repository does, so nothing of it was looked through. Open a folder in it that holds manifests, or name one with --repo on the command line.',
  },
  notAKustomization: {
    text: 'This cannot be built as a kustomization: {detail}. Correct the file, or what names it.',
    bare: 'This cannot be built as a kustomization. Check its apiVersion and kind.',
  },
  unknownField: {
    text: 'A kustomization has no field “{subject}”. Check the spelling and the indentation.',
    bare: 'A kustomization has no such field. Check the spelling and the indentation.',
  },
  invalidField: { text: 'The value of “{subject}” is not valid. Correct it.', bare: 'The value of this field is not valid. Correct it.' },
  cycle: {
    text: '{subject} builds on itself. Take one of the references out.',
    bare: 'This kustomization builds on itself. Take one of the references out.',
  },
  noKustomization: {
    text: '{subject} has no kustomization.yaml, kustomization.yml or Kustomization. Add one, or correct the path.',
    bare: 'The folder has no kustomization.yaml, kustomization.yml or Kustomization. Add one, or correct the path.',
  },
  severalKustomizations: {
    text: '{subject} has more than one kustomization file. Keep one of them.',
    bare: 'The folder has more than one kustomization file. Keep one of them.',
  },
  unsupported: {
    text: '{subject} is not supported yet. What depends on it is unknown; the rest is not affected.',
    bare: 'This is not supported yet. What depends on it is unknown; the rest is not affected.',
  },
  externalProgram: {
    text: '{subject} is a program of its own, and Plumbline runs none: what it would make or change is unknown, the rest is rendered. Commit its output to see it here.',
    bare: 'This is a program of its own, and Plumbline runs none: what it would make or change is unknown, the rest is rendered.',
  },
  helmNotEnabled: {
    text: '{subject} are carried out only where kustomize runs with --enable-helm. Add the flag on the command line; with Flux, which never does, use a HelmRelease.',
    bare: 'Charts are carried out only where kustomize runs with --enable-helm. Add the flag on the command line; with Flux, which never does, use a HelmRelease.',
  },
  patchTargetMissing: {
    text: '“{subject}” matches nothing. Correct its target, or the name that it gives.',
    bare: 'This matches nothing. Correct its target, or the name that it gives.',
  },
  patchInvalid: {
    text: 'The patch cannot be applied: {detail}. Correct the patch.',
    bare: 'The patch cannot be applied. Correct the patch.',
  },
  duplicateObject: {
    text: '{subject} is defined twice. Remove one of the two, or give one another name.',
    bare: 'An object is defined twice. Remove one of the two, or give one another name.',
  },
  objectInvalid: {
    text: '“{subject}” of this object is wrong: {detail}. Correct it.',
    bare: 'This is not a Kubernetes object. Give it apiVersion, kind and metadata.name.',
  },
  generatorInvalid: {
    text: 'The generator “{subject}” cannot be carried out. Correct its name and its sources.',
    bare: 'The generator cannot be carried out. Correct its name and its sources.',
  },
  conflictingFields: {
    text: '“{subject}” cannot be used together with another field that is set here. Keep one of them.',
    bare: 'Two fields that exclude each other are set here. Keep one of them.',
  },
  outsideRoot: {
    text: '{subject} lies outside of {detail}, and no file may be read from there. Move it, or name a folder with a kustomization of its own.',
    bare: 'This file lies outside of the folder of its kustomization, and may not be read. Move it, or name a folder with a kustomization of its own.',
  },
  notFetched: {
    text: '{subject} has not been fetched, and what it holds is unknown. Fetch it with “Plumbline: Fetch Remote Bases”, or on the command line without --offline.',
    bare: 'This has not been fetched, and what it holds is unknown. Fetch it with “Plumbline: Fetch Remote Bases”, or on the command line without --offline.',
  },
  downloadFailed: {
    text: '{subject} could not be fetched. Check the address, the network and your sign-in, and fetch it again.',
    bare: 'This could not be fetched. Check the address, the network and your sign-in, and fetch it again.',
  },
  chartInvalid: {
    text: '{subject} makes no chart that can be rendered: {detail}. Correct it.',
    bare: 'This is no chart that can be rendered. Correct its Chart.yaml.',
  },
  archiveInvalid: {
    text: '{subject} is not a chart archive that can be read: {detail}. Package the chart again.',
    bare: 'This is not a chart archive that can be read. Package the chart again.',
  },
  dependencyMissing: {
    text: 'The chart “{subject}” is declared as a dependency and is not in charts/. Run “helm dependency build”.',
    bare: 'A declared dependency is not in charts/. Run “helm dependency build”.',
  },
  lockOutOfSync: {
    text: 'The lock file of the chart {subject} does not belong to its dependencies: {detail}. “helm dependency build” refuses that; run “helm dependency update {subject}”, and commit the lock file.',
    bare: 'The lock file of a chart does not belong to its dependencies. Run “helm dependency update”, and commit the lock file.',
  },
  valuesInvalid: {
    text: 'The values of {subject} cannot be used: {detail}. Correct them.',
    bare: 'The values cannot be used. Correct them.',
  },
  schemaViolated: {
    text: 'The values of the chart {subject} do not meet its values.schema.json: {detail}. Correct the value.',
    bare: 'The values do not meet values.schema.json. Correct them.',
  },
  schemaUnresolved: {
    text: 'values.schema.json refers to {subject}, which is not fetched: the values are not checked. Put the schema into the chart.',
    bare: 'values.schema.json refers to a remote schema, which is not fetched: the values are not checked. Put it into the chart.',
  },
  kubeVersionMismatch: {
    text: 'The chart needs a Kubernetes version {subject}, and it is rendered for {detail}. Choose another version.',
    bare: 'The chart does not support this Kubernetes version. Choose another version.',
  },
  templateInvalid: {
    text: 'The template cannot be read: {detail}. Correct the line.',
    bare: 'The template cannot be read. Correct the line.',
  },
  templateFailed: {
    text: 'The template failed: {detail}. Correct the values, or the template.',
    bare: 'The template failed. Correct the values, or the template.',
  },
  wordsWithheld: {
    text: 'The template failed at “{subject}”, with words that are made from a Secret ({detail}): they are not shown. Read the template at this line, and correct the Secret’s value or the template.',
    bare: 'The template failed with words that are made from a Secret: they are not shown. Read the template at this line, and correct the Secret’s value or the template.',
  },
  lookupFailed: {
    text: 'The chart asks the cluster for {subject}, and got no answer: {detail}. Helm would fail there too. Ask for the right to read it, or render without the cluster.',
    bare: 'The chart asks the cluster for something, and got no answer. Ask for the right to read it, or render without the cluster.',
  },
  unresolvedSource: {
    text: 'The source {subject} cannot be traced to this repository. What it holds is not known here; see its repository.',
    bare: 'The source cannot be traced to this repository. What it holds is not known here; see its repository.',
  },
  notDeclared: {
    text: '{subject} is not known here: {detail}. Add its file to the repository, or correct the name and namespace in the reference; while only the cluster has it, what comes from it is unknown here.',
    bare: 'This is not known here: nothing declares it. Add its file to the repository, or correct the name and namespace in the reference; while only the cluster has it, what comes from it is unknown here.',
  },
  otherBranch: {
    text: '{subject} follows {detail}. What the cluster gets of it is not known here, and the tree that is open is not it.',
    bare: 'This follows another branch. What the cluster gets of it is not known here, and the tree that is open is not it. Fetch the branch.',
  },
  settingInvalid: {
    text: 'The value of “{subject}” is not valid: {detail}. Correct it.',
    bare: 'This value is not valid. Correct it.',
  },
  settingUnknown: {
    text: 'There is no key “{subject}”: {detail}. Correct the spelling, or take the key out.',
    bare: 'There is no key of this name. Correct the spelling, or take the key out.',
  },
  settingUnmatched: {
    text: '“{subject}” names nothing in this repository: {detail}. Correct the name, or take it out.',
    bare: 'This names nothing in this repository. Correct the name, or take it out.',
  },
  promotionCycle: {
    text: 'The promotion {subject} closes a ring, and was left out of the order. Take one of the promotions of the ring out.',
    bare: 'A promotion closes a ring, and was left out of the order. Take one of the promotions of the ring out.',
  },
  notInCluster: {
    text: 'The cluster has no {subject}. Make it there, or add it to the repository.',
    bare: 'The cluster lacks an object. Make it there, or add it to the repository.',
  },
  clusterUnanswered: {
    text: 'The cluster was asked for {subject}, and gave no answer: {detail}. Ask for the right to read it, or go without the cluster.',
    bare: 'The cluster gave no answer. Ask for the right to read what is missing, or go without the cluster.',
  },
  onlyInCluster: {
    text: '{subject} is only in the cluster. What takes values from it is shown as Git has it.',
    bare: 'This is only in the cluster. What takes values from it is shown as Git has it.',
  },
  commitUnknown: {
    text: 'The version of the chart gets the commit of its source, and none can be told: {detail}. “{subject}” stands in its place; commit what is changed, and check out what the source asks for.',
    bare: 'The version of the chart gets the commit of its source, and none can be told.',
  },
  notDecrypted: {
    text: '{subject} is encrypted with SOPS, and nothing is decrypted before you ask: what comes of it is unknown here. Ask with --decrypt, or with the command “Decrypt SOPS Values”.',
    bare: 'This is encrypted with SOPS, and nothing is decrypted before you ask: what comes of it is unknown here. Ask with --decrypt, or with the command “Decrypt SOPS Values”.',
  },
  decryptionFailed: {
    text: 'SOPS could not decrypt {subject}: {detail}. Put the key where SOPS looks for it (SOPS_AGE_KEY_FILE, your GnuPG keyring, the credentials of your cloud), and try again.',
    bare: 'SOPS could not decrypt this. Put the key where SOPS looks for it (SOPS_AGE_KEY_FILE, your GnuPG keyring, the credentials of your cloud), and try again.',
  },
  noTagChosen: {
    text: 'The policy chooses no tag of {subject}: {detail}. Correct the policy, or push a tag that it allows.',
    bare: 'The policy chooses no tag. Correct the policy, or push a tag that it allows.',
  },
  noEnvironment: {
    text: 'No environment was found. Name overlay folders after environments, such as overlays/staging, or add Flux Kustomization objects.',
  },
  noSuchEnvironment: {
    text: 'There is no environment “{subject}”. See the environments view, or “plumbline environments”, for the names.',
    bare: 'There is no such environment. See the environments view, or “plumbline environments”, for the names.',
  },
  noSuchApp: {
    text: 'There is no app “{subject}” in this environment. See the environments view, or “plumbline environments”, for the names.',
    bare: 'There is no such app in this environment. See the environments view, or “plumbline environments”, for the names.',
  },
  noSuchRelease: {
    text: '{subject} is no HelmRelease and applies none, so it has no merged values. See “plumbline environments” for the releases.',
    bare: 'This is no HelmRelease and applies none, so it has no merged values. See “plumbline environments” for the releases.',
  },
  noSuchObject: {
    text: 'The environment renders no object {subject}. Check kind and name, or see “plumbline preview”.',
    bare: 'The environment renders no such object. Check kind and name, or see “plumbline preview”.',
  },
  objectUnknown: {
    text: 'It is not known whether the environment renders {subject}: not everything in it could be rendered. See “plumbline check” for what is missing.',
    bare: 'It is not known whether the environment renders this object: not everything in it could be rendered. See “plumbline check” for what is missing.',
  },
  noSuchField: {
    text: 'The object has no field {subject}. Check the path against the preview.',
    bare: 'The object has no such field. Check the path against the preview.',
  },
  itemByName: {
    text: 'The object has no field {subject}: items of lists stand in brackets. Try {detail}.',
    bare: 'The object has no such field: items of lists stand in brackets, as in “containers[0]”.',
  },
  ambiguous: {
    text: '{subject} names more than one thing. Say which one.',
    bare: 'This names more than one thing. Say which one.',
  },
  unreachable: {
    text: 'The cluster “{subject}” cannot be reached. Check the network, the VPN and the server’s address, and try again.',
    bare: 'The cluster cannot be reached. Check the network, the VPN and the server’s address, and try again.',
  },
  timeout: {
    text: '“{subject}” did not answer in time. Try again, or check its state.',
    bare: 'There was no answer in time. Try again, or check the state of the cluster and its controllers.',
  },
  forbidden: {
    text: 'You have no right to {subject}. Ask for it, or use a context that has it.',
    bare: 'You have no right to do this. Ask for it, or use a context that has it.',
  },
  unauthorised: {
    text: 'Your credentials for {subject} were not accepted. Sign in again.',
    bare: 'The cluster did not accept your credentials. Sign in again.',
  },
  noSuchContext: {
    text: 'Your kubeconfig has no context “{subject}”. Choose another, or check KUBECONFIG.',
    bare: 'Your kubeconfig has no such context. Choose another, or check KUBECONFIG.',
  },
  contextMismatch: {
    text: 'This is not the cluster that the environment “{subject}” is pinned to. Choose that one, or take the pin off first.',
    bare: 'This is not the cluster that the environment is pinned to. Choose that one, or take the pin off first.',
  },
  notPinned: {
    text: 'The environment “{subject}” is not pinned to this cluster. Confirm the pin first, or pass --pin on the command line.',
    bare: 'The environment is not pinned to this cluster. Confirm the pin first, or pass --pin on the command line.',
  },
  noSuchKind: {
    text: 'The cluster does not know the kind {subject}. Install its CRD, or correct apiVersion and kind.',
    bare: 'The cluster does not know this kind. Install its CRD, or correct apiVersion and kind.',
  },
  conflict: {
    text: '{subject} is in a state that does not allow this. Look at the details, and try again.',
    bare: 'The object is in a state that does not allow this. Look at the details, and try again.',
  },
  rejected: {
    text: 'The API server rejected {subject}. Correct the manifest.',
    bare: 'The API server rejected the object. Correct the manifest.',
  },
  unknownOwnership: {
    text: 'It is not known who owns {subject} in the cluster, and so whether it will change. Use a context that may patch.',
    bare: 'It is not known who owns these fields in the cluster, and so whether they will change. Use a context that may patch.',
  },
  noCluster: {
    text: '{subject} needs a live cluster. Choose a kube-context; to compare, a snapshot will do as well.',
    bare: 'This needs a live cluster. Choose a kube-context; to compare, a snapshot will do as well.',
  },
  snapshotInvalid: {
    text: 'The snapshot {subject} cannot be used. Make it with “kubectl get … -o yaml --show-managed-fields”.',
    bare: 'The snapshot cannot be used. Make it with “kubectl get … -o yaml --show-managed-fields”.',
  },
  nodeTooOld: {
    text: 'Talking to a cluster needs Node {subject} or newer. Update Node, or use a snapshot.',
    bare: 'Talking to a cluster needs a newer Node. Update it, or use a snapshot.',
  },
  noRepository: { text: 'This folder is not in a Git repository. Open one, or run “git init” and commit.' },
  noCommit: { text: 'The repository has no commit yet. Commit your files first.' },
  noRemote: {
    text: 'The repository has no remote “{subject}”. Add it with “git remote add”, or leave the push out.',
    bare: 'The repository has no remote. Add one with “git remote add”, or leave the push out.',
  },
  branchExists: {
    text: 'The branch “{subject}” exists already. Delete it, or choose another name.',
    bare: 'The branch exists already. Delete it, or choose another name.',
  },
  dirtyFile: {
    text: '{subject} has changes that are not committed. Commit or undo them first, so that the promotion holds nothing else.',
    bare: 'A file has changes that are not committed. Commit or undo them first, so that the promotion holds nothing else.',
  },
  gitFailed: { text: '{subject} failed: {detail}. Put that right, and try again.', bare: 'Git failed. Try again.' },
  nothingToPromote: {
    text: '{subject} has the same versions in both environments: there is nothing to promote.',
    bare: 'Both environments have the same versions: there is nothing to promote.',
  },
  automatedLine: {
    text: 'Image automation sets {subject} as well: {detail}. It will set the line again; suspend it, or let its policy choose what you promote.',
    bare: 'Image automation sets this line as well, and will set it again. Suspend it, or let its policy choose what you promote.',
  },
  notPromotable: { text: '{subject} cannot be promoted: {detail}.', bare: 'This cannot be promoted.' },
  cancelled: { text: 'Cancelled.' },
  usage: { text: '{subject} See --help.', bare: 'The command was not understood. See --help.' },
  programMissing: {
    text: '“{subject}” is not installed, or not on the PATH. Install it, and try again.',
    bare: 'A program is not installed, or not on the PATH. Install it, and try again.',
  },
  programFailed: {
    text: '“{subject}” could not be run: {detail}. Put that right, and try again.',
    bare: 'A program could not be run. Put that right, and try again.',
  },
  untrusted: { text: 'This runs programs, and the workspace is not trusted. Trust it first.' },
  outputFailed: {
    text: '{subject} cannot be written: {detail}. Make room, or write to another place.',
    bare: 'The output cannot be written. Make room, or write to another place.',
  },
  internal: {
    text: 'Plumbline made a mistake. Please report it with these details: {detail}',
    bare: 'Plumbline made a mistake. Please report it.',
  },
};
