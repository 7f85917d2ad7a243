// Makes DOM elements from plain options; text is always text, never markup.

export interface ElementOptions {
  readonly id?: string;
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

export function element(tag: string, { id, className, text, attributes = {}, children = [] }: ElementOptions = {}): HTMLElement {
  const made = document.createElement(tag);
  if (id !== undefined) made.id = id;
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
