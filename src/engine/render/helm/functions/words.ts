// Names taken apart into words and put together again: camel, snake and kebab case. Source of the rules: huandu/xstrings 1.5.0.
import type { CallContext } from '../go/values';
import { eachCharacter, lowerOf, upperOf } from '../go/letters';
import { type Family, fn, text } from './define';

export const WORDS: Family = {
  snakecase: fn('string', ([value], context) => joinWords(text(value), '_', context)),
  kebabcase: fn('string', ([value], context) => joinWords(text(value), '-', context)),
  camelcase: fn('string', ([value]) => pascalCase(text(value))),
};

const isConnector = (character: string): boolean => character === '-' || character === '_' || /^[\s\u0085]$/.test(character);
const isUpper = (character: string): boolean => /^\p{Lu}$/u.test(character);

function pascalCase(value: string): string {
  const characters = [...value];
  const first = characters.findIndex((character) => !isConnector(character));
  // The last of nothing but connectors is written twice.
  if (first === -1) return value + (characters.at(-1) ?? '');
  let result = characters.slice(0, first).join('');
  let previous = upperOf(characters[first] ?? '');
  let startedUpper = isUpper(characters[first] ?? '');
  for (let character of characters.slice(first + 1)) {
    if (isConnector(character) && isConnector(previous)) {
      result += previous;
      previous = character;
      continue;
    }
    if (isConnector(previous)) {
      startedUpper = isUpper(character);
      character = upperOf(character);
    } else {
      if (startedUpper && isUpper(character)) character = lowerOf(character);
      else startedUpper = false;
      result += previous;
    }
    previous = character;
  }
  return result + previous;
}

type Type = 'none' | 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly type: Type;
  readonly text: string;
}

const NONE: Word = { type: 'none', text: '' };

/** Words in lower case with the connector between them; a number belongs to the letters that follow it. */
function joinWords(value: string, connector: string, { budget }: CallContext): string {
  // What is left of the text is copied at each word.
  budget.spend(Math.ceil(value.length ** 2 / 256));
  const words = wordsOf(value);
  let result = '';
  let at = 0;
  let word = words[at] ?? NONE;
  const next = (): Word => words[++at] ?? NONE;
  const separates = ({ type }: Word) => type !== 'none' && type !== 'punctuation' && type !== 'connector';
  const put = ({ type, text: chars }: Word) => {
    result += lowered(type, chars, connector);
  };
  const putRun = () => {
    for (; word.type === 'letters' || word.type === 'number'; word = next()) put(word);
  };
  while (at < words.length - 1) {
    if (word.type !== 'connector') put(word);
    const previous = word;
    word = next();
    if (previous.type === 'number') {
      putRun();
      if (separates(word)) result += connector;
    } else if (previous.type === 'connector') put(previous);
    else if (previous.type === 'punctuation') continue;
    else if (word.type !== 'number') {
      if (word.type !== 'connector' && word.type !== 'punctuation') result += connector;
    } else if (at < words.length - 1) {
      const number = word;
      word = next();
      if (word.type === 'letters') {
        result += connector;
        put(number);
        putRun();
        if (separates(word)) result += connector;
      } else {
        put(number);
        if (word.type !== 'connector' && word.type !== 'punctuation') result += connector;
      }
    }
  }
  put(word);
  return result;
}

function lowered(type: Type, chars: string, connector: string): string {
  if (type === 'upper') return eachCharacter(chars, lowerOf);
  return type === 'connector' ? connector.repeat([...chars].length) : chars;
}

function wordsOf(value: string): Word[] {
  const words: Word[] = [];
  for (let rest = [...value]; rest.length > 0; ) {
    const word = firstWord(rest);
    words.push(word);
    rest = rest.slice([...word.text].length);
  }
  return words;
}

function firstWord(characters: readonly string[]): Word {
  const [first = '', second = ''] = characters;
  const run = (type: Type, belongs: (character: string) => boolean): Word => {
    const end = characters.findIndex((character) => !belongs(character));
    return { type, text: characters.slice(0, end === -1 ? undefined : end).join('') };
  };
  if (isConnector(first)) return run('connector', isConnector);
  if (/^\p{P}$/u.test(first)) return run('punctuation', (character) => /^\p{P}$/u.test(character));
  if (isUpper(first)) return isUpper(second) ? capitals(characters) : capitalised(characters);
  if (/^\p{L}$/u.test(first)) return run('letters', (character) => /^\p{L}$/u.test(character) && !isUpper(character));
  if (/^\p{N}$/u.test(first)) return run('number', (character) => /^\p{N}$/u.test(character));
  return run('other', (character) => character !== '' && !isConnector(character) && !/^[\p{L}\p{N}\p{P}]$/u.test(character));
}

/** A run of capitals; the last one begins the next word where letters follow it. */
function capitals(characters: readonly string[]): Word {
  const found = characters.findIndex((character) => !isUpper(character));
  const end = found === -1 ? characters.length : found;
  const after = characters[end] ?? '';
  return { type: 'upper', text: characters.slice(0, /^\p{L}$/u.test(after) ? end - 1 : end).join('') };
}

function capitalised(characters: readonly string[]): Word {
  const end = characters.findIndex((character, at) => at > 0 && !(/^\p{L}$/u.test(character) && !isUpper(character)));
  return { type: 'upper', text: characters.slice(0, end === -1 ? undefined : end).join('') };
}
