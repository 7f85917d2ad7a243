// The pieces of a row's label, description and tooltip.
import * as vscode from 'vscode';
import type { Version } from '../engine/model';

/** The parts that are there. */
export function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** Paragraphs of Markdown that may hold codicons and no links or commands. */
export function markdown(paragraphs: readonly (string | undefined)[]): vscode.MarkdownString {
  return new vscode.MarkdownString(paragraphs.filter((paragraph) => paragraph !== undefined && paragraph.trim() !== '').join('\n\n'), true);
}

export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$]/g, '\\$&');
}

/** A version as a row has room for it: without the digest, and without the name where that is the app's own. */
export function shortVersion(app: string, { image, chart, tag }: Version): string {
  const name = shortName(image ?? chart ?? '');
  const short = tag.replace(/@sha256:[0-9a-f]+$/, '').replace(/^(sha256:[0-9a-f]{8})[0-9a-f]+$/, '$1…');
  const version = name === app ? short : `${name} ${short}`.trim();
  return chart === undefined ? version : vscode.l10n.t('chart {0}', version);
}

export function fullVersion({ image, chart, tag }: Version): string {
  return chart === undefined ? `${image ?? ''} ${tag}`.trim() : vscode.l10n.t('chart {0}', `${chart} ${tag}`);
}

/** The first letter as a sentence has it. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}

/** The last part of an image's name: what people call it. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
