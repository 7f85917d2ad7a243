// The extension's manifest: every name in it leads somewhere, every text has its words, every command has a way in by keyboard.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const words: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
const { commands, menus, views, viewsContainers, viewsWelcome, configuration } = manifest.contributes;
const names: string[] = commands.map(({ command }: { command: string }) => command);

describe('the manifest', () => {
  test('has words for each placeholder, and no words too many', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key as string);
    expect([...new Set(used)].sort()).toEqual(Object.keys(words).sort());
  });

  test('offers in menus only commands that exist', () => {
    const offered = Object.values<{ command: string }[]>(menus).flatMap((entries) => entries.map(({ command }) => command));
    expect(offered.filter((command) => !names.includes(command))).toEqual([]);
  });

  test('links in welcome texts only to commands that exist', () => {
    const texts: string[] = viewsWelcome.map(({ contents }: { contents: string }) => words[contents.slice(1, -1)]);
    const linked = texts.flatMap((text) => [...text.matchAll(/\(command:(plumbline\.\w+)\)/g)].map(([, command]) => command as string));
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.filter((command) => !names.includes(command))).toEqual([]);
  });

  test('names each command in the category of the product, and hides none from the command palette for good', () => {
    expect(commands.filter(({ category }: { category: string }) => category !== 'Plumbline')).toEqual([]);
    expect(menus.commandPalette.filter(({ when }: { when: string }) => when === 'false')).toEqual([]);
  });

  test('offers commands that use git or a cluster only where they can run', () => {
    const tools = ['openDrift', 'compare', 'selectContext', 'pin', 'unpin', 'promote', 'reconcile'].map((name) => `plumbline.${name}`);
    for (const entries of Object.values<{ command: string; when?: string }[]>(menus)) {
      for (const { command, when } of entries) if (tools.includes(command)) expect(when, command).toMatch(/\bplumbline\.tools\b/);
    }
  });

  test('points at icons that exist, and the view is in its container', () => {
    const icons = [manifest.icon, viewsContainers.activitybar[0].icon, views.plumbline[0].icon];
    expect(icons.filter((icon) => !existsSync(join(root, icon)))).toEqual([]);
    expect(viewsContainers.activitybar[0].id).toBe('plumbline');
  });

  test('describes each setting', () => {
    for (const [name, setting] of Object.entries<{ markdownDescription?: string }>(configuration.properties)) {
      expect(setting.markdownDescription, name).toMatch(/^%.*%$/);
    }
  });

  test('asks for no newer editor than its types describe', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  test('says what works without trust and without a disk', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe('limited');
  });
});
