// Says above a line with a setter marker, and where it is hovered over, which image policy sets it; a click asks the registry what the policy would choose now.
import * as vscode from 'vscode';
import { ruleWords } from '../engine/decide/image-policy';
import type { ImageMarker, ImagePolicy } from '../engine/model';
import { choosePolicies, nextValue, type PolicyChoice } from '../session/image-policies';
import type { Folder } from './folder';
import { showFailure, showMessage, showOutput, withCancel } from './messages';
import { escaped, joined, markdown } from './row-text';
import { toolsAllowed, type Ui } from './ui';

/** No registry is asked before the user clicks. */
export function registerImageLens(ui: Ui): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const chosen = new Map<string, PolicyChoice>();
  const keyOf = (folder: Folder, policy: ImagePolicy): string => JSON.stringify([folder.key, policy]);
  const ask = async (key: string, name: string): Promise<void> => {
    const folder = ui.fleet.folder(key);
    const policy = folder?.discovery?.imageAutomation.policies.find((each) => each.name === name);
    if (folder === undefined || policy === undefined) return;
    const choice = await askRegistry(ui, folder, policy);
    if (choice !== undefined) chosen.set(keyOf(folder, policy), choice);
    changed.fire();
  };
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: ({ uri }) =>
      markersIn(ui, uri).map(({ folder, marker, policy }) => {
        const choice = policy === undefined ? undefined : chosen.get(keyOf(folder, policy));
        const canAsk = policy?.image !== undefined && ui.host.imageTags !== undefined && toolsAllowed(ui);
        const title = lensWords(marker, policy, choice);
        const command = canAsk ? { command: ASK, title, arguments: [folder.key, marker.policy] } : { command: '', title };
        return new vscode.CodeLens(new vscode.Range(marker.line - 1, 0, marker.line - 1, 0), command);
      }),
  };
  const hover: vscode.HoverProvider = {
    provideHover(document, { line }) {
      const found = markersIn(ui, document.uri).filter(({ marker }) => marker.line === line + 1);
      return found.length === 0 ? undefined : new vscode.Hover(found.map(markerHover), document.lineAt(line).range);
    },
  };
  return vscode.Disposable.from(
    changed,
    ui.fleet.onDidChange(() => changed.fire()),
    vscode.commands.registerCommand(ASK, ask),
    vscode.languages.registerCodeLensProvider(SELECTOR, provider),
    vscode.languages.registerHoverProvider(SELECTOR, hover),
  );
}

const SELECTOR: vscode.DocumentSelector = { pattern: '**/{*.yaml,*.yml,Kustomization}' };

interface FoundMarker {
  readonly folder: Folder;
  readonly marker: ImageMarker;
  readonly policy: ImagePolicy | undefined;
}

function markersIn(ui: Ui, uri: vscode.Uri): readonly FoundMarker[] {
  const folder = ui.fleet.folderOf(uri);
  const path = folder?.path(uri);
  if (folder?.discovery === undefined || path === undefined) return [];
  const { markers, policies } = folder.discovery.imageAutomation;
  return markers
    .filter(({ file }) => file === path)
    .map((marker) => ({ folder, marker, policy: policies.find(({ name }) => name === marker.policy) }));
}

/** Where the policy stands, and what writes the line. */
function markerHover({ folder, marker, policy }: FoundMarker): vscode.MarkdownString {
  const written =
    marker.automations.length === 0
      ? vscode.l10n.t('No ImageUpdateAutomation of this repository writes this line.')
      : vscode.l10n.t('Written by ImageUpdateAutomation {0}', marker.automations.map(escaped).join(', '));
  const { position } = policy ?? {};
  const place = position === undefined ? undefined : `${position.file}:${position.line}`;
  const link =
    position === undefined ? undefined : `[${escaped(place ?? '')}](${folder.uri(position.file).with({ fragment: `L${position.line}` })})`;
  return markdown([joined([escaped(lensWords(marker, policy, undefined)), link], ' · '), written]);
}

/** Offered by the lens alone, which knows what to ask for: the editor lists no command whose name begins like this one. */
const ASK = '_plumbline.askImagePolicy';

async function askRegistry(ui: Ui, folder: Folder, policy: ImagePolicy): Promise<PolicyChoice | undefined> {
  const { imageTags } = ui.host;
  if (imageTags === undefined || !toolsAllowed(ui)) return undefined;
  const title = vscode.l10n.t('Asking for the tags of {0}…', policy.image ?? '');
  const [choice] = (await withCancel(title, (signal) => choosePolicies([policy], imageTags, signal))) ?? [];
  const [failure] = choice?.failures ?? [];
  if (failure !== undefined) showFailure(ui.host.log, failure, folder.session.mask, [showOutput(ui.host)]);
  else if (choice?.latest !== undefined) showMessage('information', vscode.l10n.t('{0} chooses {1} now.', policy.name, choice.latest));
  return choice;
}

function lensWords(marker: ImageMarker, policy: ImagePolicy | undefined, choice: PolicyChoice | undefined): string {
  if (policy === undefined) return vscode.l10n.t('Set by ImagePolicy {0}, which is not in this repository', marker.policy);
  const by = vscode.l10n.t('Set by ImagePolicy {0} ({1})', marker.policy, ruleWords(policy.rule));
  const next = nextValue(marker, choice);
  if (next === undefined) return policy.suspended ? `${by} · ${vscode.l10n.t('suspended')}` : by;
  return `${by} · ${next === marker.value ? vscode.l10n.t('up to date') : vscode.l10n.t('chooses {0} now', next)}`;
}
