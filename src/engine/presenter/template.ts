// Fills the placeholders of a template.

/** `{name}` becomes `args.name`; a placeholder that has no value stays, so that it is noticed. */
export function fill(template: string, args: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => args[name] ?? placeholder);
}

/** A template with a place for the detail: behind what is wrong, before what to do about it. */
export function withDetail(template: string): string {
  const [first = template] = /^.*?(?=[.。](?:\s|$))/.exec(template) ?? [];
  return `${first}: {detail}${template.slice(first.length)}`;
}

/** Whether every placeholder of the template has a value. */
export function isComplete(template: string, args: Readonly<Record<string, string>>): boolean {
  return [...template.matchAll(/\{(\w+)\}/g)].every((match) => args[match[1] ?? ''] !== undefined);
}
