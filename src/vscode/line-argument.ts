// A line of a document as the argument of a command that stands in a link.
import * as vscode from 'vscode';

export interface LineArgument {
  readonly uri: string;
  /** From 0. */
  readonly line: number;
}

/** The line that a command's argument names; undefined when it is something else. */
export function lineOf(argument: unknown): { readonly uri: vscode.Uri; readonly line: number } | undefined {
  if (typeof argument !== 'object' || argument === null || !('uri' in argument) || !('line' in argument)) return undefined;
  const { uri, line } = argument;
  return typeof uri === 'string' && typeof line === 'number' ? { uri: vscode.Uri.parse(uri, true), line } : undefined;
}

/** The target of a link of Markdown that runs the command with a line. */
export function commandLink(command: string, argument: LineArgument): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
