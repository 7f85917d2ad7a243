// Which keys of a chart's values its templates may read, in any of their branches: the one door to this folder.
import type { Chart } from '../chart/chart';
import { helmFunctions } from '../functions';
import { createTemplateCache, parseOnce } from '../release/template-cache';
import { BUILTINS } from '../template/builtins';
import type { Tree } from '../template/nodes';
import { isEmptyTree } from '../template/parser';
import { TemplateError } from '../template/template-error';
import { type ChartScopes, placesOf } from './places';
import { readTree } from './reader';
import { addDot, type Reading } from './reading';
import { type Progress, readWhole, type Shape, type Shapes } from './shape';

export interface ChartUsage {
  /** `.Values`: what stands below it is read, as far as it has children. */
  readonly root: Shape;
  /** Keys that a text names which is not executed as it stands: they may be read wherever they are. */
  readonly named: ReadonlySet<string>;
}

/**
 * @param texts all texts of the values that may be templates, because `tpl` may execute them.
 * @param helm whose functions there are.
 */
export function chartUsage(chart: Chart, texts: readonly string[], helm: 3 | 4): ChartUsage {
  const progress: Progress = { learnt: 0, places: 0 };
  const { root, scopes } = placesOf(chart, progress);
  const parser = parserFor(helm);
  const { templates, own } = templatesOf(scopes, parser);
  const reading: Reading = {
    progress,
    templates,
    dots: new Map(),
    variables: new Map(),
    made: new Map(),
    executedOver: new Set(),
    executedTexts: new Set(),
  };
  for (const [tree, dot] of own) addDot(reading, tree, dot);
  const executed = new Executed(reading, parser, [...texts, ...filesOf(scopes, templates)]);
  for (let before = -1; before !== progress.learnt; ) {
    before = progress.learnt;
    for (const tree of [...reading.dots.keys()]) readTree(reading, tree);
    executed.takeIn();
  }
  return { root, named: executed.named };
}

type Parser = (name: string, text: string) => ReadonlyMap<string, Tree> | undefined;

function parserFor(helm: 3 | 4): Parser {
  const functions = helmFunctions(helm);
  const isFunction = (name: string): boolean => functions.has(name) || BUILTINS.has(name) || RENDER.has(name);
  const cache = createTemplateCache();
  return (name, text) => {
    try {
      return parseOnce(cache, helm, name, text, isFunction);
    } catch (error) {
      if (error instanceof TemplateError) return undefined;
      throw error;
    }
  };
}

const RENDER: ReadonlySet<string> = new Set(['include', 'tpl', 'required', 'fail', 'lookup']);

interface Templates {
  readonly templates: ReadonlyMap<string, readonly Tree[]>;
  /** Each template with the scopes of the chart that it stands in. */
  readonly own: ReadonlyMap<Tree, Shapes>;
}

function templatesOf(scopes: ChartScopes, parse: Parser): Templates {
  const templates = new Map<string, Tree[]>();
  const own = new Map<Tree, Shapes>();
  for (const [chart, dot] of scopes) {
    for (const { path, text } of chart.templates) {
      for (const [name, tree] of parse(path, text) ?? []) {
        if (isEmptyTree(tree.root)) continue;
        own.set(tree, dot);
        templates.set(name, [...(templates.get(name) ?? []), tree]);
      }
    }
  }
  return { templates, own };
}

/** Files may be executed too, where templates do both. */
function filesOf(scopes: ChartScopes, templates: Templates['templates']): readonly string[] {
  const sources = [...templates.values()].flat().map(({ source }) => source.text);
  if (!sources.some((text) => /\btpl\b/.test(text)) || !sources.some((text) => text.includes('.Files'))) return [];
  const files = [...scopes.keys()].flatMap((chart) => chart.files).filter(({ name }) => !/^[^/]*\.md$/i.test(name));
  return files.map(({ text }) => text).filter((text) => text.includes('{{'));
}

/** The texts that `tpl` executes. */
class Executed {
  readonly named = new Set<string>();
  private readonly trees: Tree[] = [];
  private readonly seen = new Set<string>();
  private arePieces = false;

  constructor(
    private readonly reading: Reading,
    private readonly parse: Parser,
    private readonly texts: readonly string[],
  ) {}

  /** Takes in what has been learnt of texts and of what they are executed over. */
  takeIn(): void {
    const { executedOver, executedTexts } = this.reading;
    if (executedOver.size === 0) return;
    for (const text of this.texts) if (text.includes('{{')) this.add(text);
    const parts = [...executedTexts].filter((text) => /\{\{|\}\}|Values/.test(text));
    for (const text of parts) this.addPart(text);
    if (this.arePieces) for (const text of parts) this.name(text);
    for (const tree of this.trees) addDot(this.reading, tree, executedOver);
  }

  /** A text of the values, which is executed as it stands or not at all; or as a part of another. */
  private add(text: string): void {
    if (this.seen.has(text)) return;
    this.seen.add(text);
    const parsed = this.parse('gotpl', text);
    if (parsed === undefined) this.name(text);
    else for (const tree of parsed.values()) this.trees.push(tree);
  }

  /** A text of a template: with others it may make up what is executed. */
  private addPart(text: string): void {
    if (this.seen.has(text)) return;
    const before = this.trees.length;
    this.add(text);
    if (text.includes('{{') && this.trees.length > before) return;
    this.arePieces = true;
    // The key may be any: `{{ .Values.%s }}`.
    if (/\.(?:%|\s*$)/.test(text)) readWhole(this.reading.executedOver);
    for (const other of this.texts) this.name(other);
  }

  private name(text: string): void {
    const before = this.named.size;
    for (const [word] of text.matchAll(/[\w-]+/g)) this.named.add(word);
    this.reading.progress.learnt += this.named.size - before;
  }
}
