// The promotion board: shows the plan it is sent, and sends back what the user chooses.
import { structuredPatch } from 'diff';
import { element } from './element';
import type { BoardEdit, BoardEffect, BoardPlan, ToBoard, ToHost } from './protocol';
import { registerComponents } from './toolkit';

declare function acquireVsCodeApi(): { postMessage(message: ToHost): void };

const editor = acquireVsCodeApi();
const send = (message: ToHost): void => editor.postMessage(message);

registerComponents();
window.addEventListener('message', ({ data }: MessageEvent<ToBoard>) => receive(data));
send({ type: 'ready' });

function receive(message: ToBoard): void {
  if (message.type === 'plan') {
    document.body.replaceChildren(board(message.plan));
    return;
  }
  const status = document.getElementById('status');
  const busy = message.type === 'busy';
  status?.replaceChildren(...(busy ? [element('vscode-progress-ring')] : []), element('span', { text: message.text }));
  status?.setAttribute('class', message.type);
  // After success there is nothing left to create; after a failure the user may try again.
  for (const control of document.querySelectorAll('#actions vscode-button.create, #branch')) {
    control.toggleAttribute('disabled', message.type !== 'failed');
  }
}

function board(plan: BoardPlan): HTMLElement {
  const { words } = plan;
  return element('main', {
    children: [
      element('h1', { text: plan.title }),
      element('p', { text: plan.summary }),
      ...(plan.failures.length === 0 ? [] : [problems(plan)]),
      section(
        words.lines,
        plan.edits.map((edit, index) => editBlock(edit, index, words.openLine)),
      ),
      section(words.effect, plan.effects.length === 0 ? [element('p', { text: effectless(plan) })] : plan.effects.map(effectBlock)),
      element('vscode-divider'),
      branchList(plan),
      actions(plan),
      element('p', { id: 'status', attributes: { role: 'status', 'aria-live': 'polite' } }),
    ],
  });
}

/** Why no object is shown: nothing changes, or nobody knows. */
function effectless({ words, failures }: BoardPlan): string {
  return failures.length === 0 ? words.noEffect : words.unknownEffect;
}

function problems({ words, failures }: BoardPlan): HTMLElement {
  const list = element('ul', { children: failures.map((text) => element('li', { text })) });
  return element('section', {
    className: 'problems',
    attributes: { role: 'alert' },
    children: [element('h2', { text: words.problems }), list],
  });
}

function section(title: string, children: readonly HTMLElement[]): HTMLElement {
  return element('section', { attributes: { 'aria-label': title }, children: [element('h2', { text: title }), ...children] });
}

function editBlock({ file, line, before, after }: BoardEdit, index: number, label: string): HTMLElement {
  const place = element('a', { text: `${file}:${line}`, attributes: { href: '#', 'aria-label': `${label} ${file}:${line}` } });
  place.addEventListener('click', (event) => {
    event.preventDefault();
    send({ type: 'openEdit', index });
  });
  return element('figure', { children: [element('figcaption', { children: [place] }), diffBlock([`-${before}`, `+${after}`])] });
}

function effectBlock({ title, before = '', after = '' }: BoardEffect): HTMLElement {
  const lines = structuredPatch('', '', before, after, '', '', { context: 3 }).hunks.flatMap((hunk, index) => [
    ...(index === 0 ? [] : ['⋯']),
    ...hunk.lines.filter((line) => !line.startsWith('\\')),
  ]);
  return element('figure', { children: [element('figcaption', { text: title }), diffBlock(lines)] });
}

function diffBlock(lines: readonly string[]): HTMLElement {
  const tags: Record<string, string> = { '-': 'del', '+': 'ins' };
  const children = lines.map((line) => element(tags[line[0] ?? ''] ?? 'span', { text: `${line}\n` }));
  return element('pre', { attributes: { tabindex: '0' }, children });
}

function branchList({ words, branch, message }: BoardPlan): HTMLElement {
  return element('dl', {
    children: [
      element('dt', { text: words.branch }),
      element('dd', { children: [branchField(words.branch, branch)] }),
      element('dt', { text: words.commitMessage }),
      element('dd', { children: [element('pre', { text: message })] }),
    ],
  });
}

/** Another name can be given, as where the branch exists already. */
function branchField(label: string, branch: string): HTMLElement {
  return element('vscode-text-field', { id: 'branch', attributes: { value: branch, 'aria-label': label, spellcheck: 'false' } });
}

function actions({ words, canPush, branch, effects }: BoardPlan): HTMLElement {
  const create = (push: boolean) => (): ToHost => ({ type: 'create', push, branch: branchName() || branch });
  const buttons = [
    button(words.create, 'primary create', create(false)),
    ...(canPush ? [button(words.createAndPush, 'secondary create', create(true))] : []),
    ...(effects.length === 0 ? [] : [button(words.openDiff, 'secondary', () => ({ type: 'openDiff' }))]),
  ];
  return element('div', { id: 'actions', children: buttons });
}

/** What stands in the field now. */
function branchName(): string {
  const field = document.getElementById('branch') as (HTMLElement & { readonly value?: string }) | null;
  return (field?.value ?? '').trim();
}

function button(text: string, className: string, message: () => ToHost): HTMLElement {
  const [appearance = 'secondary'] = className.split(' ');
  const made = element('vscode-button', { text, className, attributes: { appearance } });
  made.addEventListener('click', () => send(message()));
  return made;
}
