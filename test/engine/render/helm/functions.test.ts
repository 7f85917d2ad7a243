// Functions of templates called by themselves: what charts rely on, what is random, and what would not end.
import { describe, expect, it } from 'vitest';
import { helmFunctions } from '../../../../src/engine/render/helm/functions';
import { type CallContext, GoError, GoInt, GoMap, GoSlice, GoStruct, type Value } from '../../../../src/engine/render/helm/go/values';

class TooLarge extends Error {}

function context(limit = 1_000_000): CallContext & { readonly asked: string[] } {
  const asked: string[] = [];
  let spent = 0;
  const spend = (count: number) => {
    spent += count;
    if (spent > limit) throw new TooLarge();
  };
  return {
    helm: 4,
    now: () => new Date('2026-11-25T12:30:45.5Z'),
    budget: { spend, call: spend, grow: spend, hold: spend, atOnce: () => undefined, pass: () => undefined },
    draw: () => undefined,
    unknowable: (call) => {
      asked.push(call);
      return `unknown until applied: ${call}`;
    },
    asked,
  };
}

function call(name: string, ...args: Value[]): Value {
  return callIn(context(), name, ...args);
}

function callIn(where: CallContext, name: string, ...args: Value[]): Value {
  const found = helmFunctions(4).get(name);
  if (found === undefined) throw new Error(`there is no function ${name}`);
  return found.call(args, where);
}

function method(value: Value, name: string): Value {
  if (!(value instanceof GoStruct)) throw new Error('not a struct');
  return value.methods.get(name)?.call([], context());
}

const int = (value: number): GoInt => new GoInt(BigInt(value));
const list = (...items: Value[]): GoSlice => new GoSlice(items);
const dict = (entries: Record<string, Value>): GoMap => new GoMap(new Map(Object.entries(entries)));

describe('functions of templates', () => {
  it('keep the numbers of values files as Helm prints them', () => {
    expect(call('toYaml', dict({ a: 1_000_000, b: 1.5, c: int(7), '10': 'x', '9': 'y' }))).toBe(
      `"9": "y"\n"10": x\na: 1000000\nb: 1.5\nc: 7`,
    );
    expect(call('toString', 1_000_000)).toBe('1e+06');
    expect(call('toJson', dict({ text: '<a&b>', big: 1e21 }))).toBe('{"big":1e+21,"text":"\\u003ca\\u0026b\\u003e"}');
  });

  it('merge into the first map and share what they take over', () => {
    const target = dict({ a: dict({ x: '1' }), empty: '' });
    const other = dict({ a: dict({ x: '2', y: '3' }), empty: 'filled', own: dict({ z: '4' }) });
    expect(call('merge', target, other)).toBe(target);
    expect(call('toJson', target)).toBe('{"a":{"x":"1","y":"3"},"empty":"filled","own":{"z":"4"}}');
    expect(target.entries.get('own')).toBe(other.entries.get('own'));
    call('mergeOverwrite', target, dict({ a: dict({ x: '' }) }));
    expect(call('toJson', target)).toContain('"x":""');
  });

  it('cut strings by bytes, and keep what is left of a character', () => {
    expect(call('trunc', int(2), 'aé')).toBe('a\udcc3');
    expect(call('b64enc', call('trunc', int(2), 'aé'))).toBe('YcM=');
    expect(call('trunc', int(2), 'abc')).toBe('ab');
    expect(call('trunc', int(-2), 'abc')).toBe('bc');
    expect(call('trunc', int(-4), 'abc')).toBe('abc');
  });

  it('write YAML by way of JSON, in which some values are others', () => {
    const long = new GoInt(12345678901234567890n, 'uint64');
    expect(call('toYaml', dict({ zero: -0, long, float: 2 ** 60 }))).toBe(
      'float: 1152921504606847000\nlong: 12345678901234567890\nzero: 0',
    );
    expect(call('toYaml', list('a\udcc3', '😀', undefined, true))).toBe('- a\ufffd\n- "\\U0001F600"\n- null\n- true');
    expect(call('toYaml', dict({ 'a\udcc3': 1, b: dict({}) }))).toBe('a\ufffd: 1\nb: {}');
    expect(call('toYaml', new GoMap(new Map(), undefined, true))).toBe('null');
    expect(call('toYaml', new GoMap(new Map([['__proto__', 'kept']])))).toBe('__proto__: kept');
    expect(call('toYaml', list(Number.NaN))).toBe('');
  });

  it('write dates in Go’s layouts', () => {
    const now = call('now');
    expect(call('date', 'Mon, 02 Jan 2006 15:04:05.000 -07:00 MST', now)).toBe('Wed, 25 Nov 2026 12:30:45.500 +00:00 UTC');
    expect(call('dateInZone', '2006-01-02T3PM Z07:00', now, 'America/New_York')).toBe('2026-11-25T7AM -05:00');
    expect(call('date', '2006-01-02', call('dateModify', '-36h', now))).toBe('2026-11-24');
    expect(call('unixEpoch', call('toDate', '2006-01-02', '1970-01-02'))).toBe('86400');
    expect(call('durationRound', '90h')).toBe('3d');
    const read = call('toDate', '2006-01-02T15:04:05Z07:00', '2020-05-05T10:11:12+02:00');
    expect(call('toString', read)).toBe('2020-05-05 10:11:12 +0200 +0200');
    expect(call('toString', method(read, 'Weekday'))).toBe('Tuesday');
    expect(call('toString', method(read, 'YearDay'))).toBe('126');
    expect(call('dateInZone', 'MST', now, 'Europe/Paris')).toBe('CET');
    expect(call('dateInZone', 'MST -07', now, 'Asia/Tokyo')).toBe('JST +09');
    expect(call('dateInZone', 'MST', now, 'Asia/Dubai')).toBe('+04');
    expect(call('dateInZone', '15 MST', now, 'europe/paris'), 'names of zones know their case').toBe('12 UTC');
  });

  it('read dates as Go does, and say what stands in the way', () => {
    expect(call('toString', call('toDate', '2006-01-02 15:04:05 MST', '2020-01-02 03:04:05 EST'))).toBe('2020-01-02 03:04:05 +0000 EST');
    expect(call('toString', call('toDate', '2006-002', '2024-060'))).toBe('2024-02-29 00:00:00 +0000 UTC');
    expect(call('toString', call('toDate', 'jan 2', 'JAN 3'))).toBe('0001-01-01 00:00:00 +0000 UTC');
    expect(call('toString', call('toDate', 'Jan 2', 'JAN   3'))).toBe('0000-01-03 00:00:00 +0000 UTC');
    expect(() => call('mustToDate', '2006-01-02', '2024-13-02')).toThrow('parsing time "2024-13-02": month out of range');
    expect(() => call('mustToDate', '2006-01-02', '2024-1-é')).toThrow('cannot parse "1-\\xc3\\xa9" as "01"');
    expect(() => call('mustDateModify', '3d', call('now'))).toThrow('time: unknown unit "d" in duration "3d"');
  });

  it('answer for odd numbers and texts as Helm does', () => {
    expect(call('toYaml', 1e21)).toBe('1e+21');
    expect(call('toString', call('atoi', '123456789012345678901234567890'))).toBe('9223372036854775807');
    expect(call('camelcase', '-')).toBe('--');
    expect(call('toYamlPretty', list(list('a\n\nb\n\n')))).toBe('- - |+\n    a\n\n    b\n');
    expect(call('fromYaml', 'a: .inf')).toEqual(dict({ Error: 'error converting YAML to JSON: json: unsupported value: +Inf' }));
    expect(call('fromYaml', 'a: - b')).toEqual(
      dict({ Error: 'error converting YAML to JSON: yaml: block sequence entries are not allowed in this context' }),
    );
    expect(call('trim', `a${' '.repeat(500_000)}b`)).toHaveLength(500_002);
  });

  it('derive a password as sprig documents it', () => {
    expect(call('derivePassword', int(1), 'long', 'password', 'user', 'example.com')).toBe('ZedaFaxcZaso9*');
  });

  it('give a stand-in of the right shape for what is random, the same each time, and say so', () => {
    const where = context();
    const first = callIn(where, 'randAlphaNum', int(16));
    expect(first).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(call('randAlphaNum', int(16))).toBe(first);
    expect(call('randAlphaNum', int(17))).not.toBe(first);
    expect(call('uuidv4')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
    const authority = callIn(where, 'genCA', 'shop', int(365));
    expect(authority).toBeInstanceOf(GoStruct);
    if (authority instanceof GoStruct)
      expect(authority.fields.get('Cert')).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n$/);
    expect(where.asked.map((asked) => asked.split(' ')[0])).toEqual(['randAlphaNum', 'genCA', 'genCA']);
  });

  it('encrypt so that decrypting gives the text again, and say that the text itself is a stand-in', () => {
    const where = context();
    const encrypted = callIn(where, 'encryptAES', 'key', 'plain text');
    expect(call('decryptAES', 'key', encrypted)).toBe('plain text');
    expect(call('encryptAES', 'key', 'plain text')).toBe(encrypted);
    expect(where.asked).toHaveLength(1);
    expect(where.asked.join()).not.toMatch(/key|plain text/);
    expect(call('encryptAES', 'key', '')).toBe('');
  });

  it('refuse encrypted text and certificates that are none in the words of the Go functions', () => {
    const error = (name: string, ...args: Value[]) => expect(() => call(name, ...args), name);
    error('decryptAES', 'key', 'AAA!').toThrow('illegal base64 data at input byte 3');
    error('decryptAES', 'key', btoa('0123456789abcdef0')).toThrow('crypto/cipher: input not full blocks');
    error('buildCustomCert', btoa('fail'), btoa('fail')).toThrow('unable to decode certificate');
    const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    error('buildCustomCert', btoa(certificate), btoa(certificate)).toThrow(
      'error parsing private key: no private key data in PEM block of type CERTIFICATE',
    );
  });

  it.each([
    ['repeat', [int(1_000_000_000), 'xxxxxxxxxx']],
    ['until', [int(1_000_000_000)]],
    ['indent', [int(1_000_000_000), 'a']],
    ['nindent', [int(2_000), 'a\n'.repeat(2_000)]],
    ['replace', ['a', 'b'.repeat(10_000), 'a'.repeat(10_000)]],
    ['randAlpha', [int(1_000_000_000)]],
    ['join', ['a'.repeat(10_000), list(...Array<string>(1000).fill(''))]],
    ['wrapWith', [int(1), 'a'.repeat(10_000), 'b'.repeat(1000)]],
    ['uniq', [list(...Array.from({ length: 2000 }, (_, at) => at))]],
    ['regexReplaceAll', ['a', 'a'.repeat(10_000), 'b'.repeat(10_000)]],
  ] satisfies [string, Value[]][])('%s asks before it makes too much', (name, args) => {
    expect(() => callIn(context(), name, ...args)).toThrow(TooLarge);
  });

  it('take no more than linear time for an expression that would take others for ever', () => {
    expect(call('regexMatch', '^(a+)+$', `${'a'.repeat(50_000)}!`)).toBe(false);
    expect(call('regexFindAll', '(x+x+)+y', 'x'.repeat(20_000), int(-1))).toEqual(new GoSlice([], 'string', true));
  });

  it('fail in the words of the Go functions', () => {
    const error = (name: string, ...args: Value[]) => expect(() => call(name, ...args), name);
    error('div', int(1), int(0)).toThrow('runtime error: integer divide by zero');
    error('first', 'text').toThrow('Cannot find first on type string');
    error('regexFind', '(', 'a').toThrow(/^regexp: Compile\(`\(`\): error parsing regexp: missing closing \)/);
    error('semverCompare', 'latest', '1.0.0').toThrow('improper constraint: "latest"');
    error('fail', 'no cluster name').toThrow(new GoError('no cluster name'));
    expect(call('toJson', call('fromJson', '[1]'))).toBe(
      '{"Error":"json: cannot unmarshal array into Go value of type map[string]interface {}"}',
    );
    expect(call('fromYaml', 'a: 1\nb: [x]\n')).toEqual(dict({ a: 1, b: list('x') }));
  });

  it('of Helm 4 are more than those of Helm 3', () => {
    const added = [...helmFunctions(4).keys()].filter((name) => !helmFunctions(3).has(name));
    expect(added.sort()).toEqual([
      ...['durationDays', 'durationHours', 'durationMicroseconds', 'durationMilliseconds', 'durationMinutes', 'durationNanoseconds'],
      ...['durationRoundTo', 'durationSeconds', 'durationTruncateTo', 'durationWeeks', 'mustToDuration', 'mustToToml', 'mustToYaml'],
    ]);
    expect(call('durationHours', '90m')).toBe(1.5);
  });
});

describe('a text that is no TOML is refused in the words of BurntSushi/toml', () => {
  it.each([
    ['a = 1\nb = [1\nc = 2', `toml: line 3 (last key "b"): expected a comma (',') or array terminator (']'), but got 'c'`],
    ['[t]\na = 1\na = 0x', `toml: line 3 (last key "t.a"): not a hexadecimal number: '0x\0'`],
    ['[t.u]\n[t.u]', `toml: line 2 (last key "t"): Key 't.u' has already been defined.`],
    ['a = 9223372036854775808\nb', 'toml: line 1 (last key "a"): 9223372036854775808 is out of range for int64'],
    ['a = [9223372036854775808]', 'toml: an integer is out of range for int64'],
    // Within one table, what is there twice is told in the words of the outer key.
    ['a = {b = 1, b = 2}', `toml: line 1 (last key "a"): Key 'a' has already been defined.`],
  ])('%j', (text, words) => {
    const said = call('fromToml', text);
    expect(said instanceof GoMap && said.entries.get('Error')).toBe(words);
  });
});

it.each([
  ['upper', 'ᾀᾳᾼ straßeŉ ǆ', 'ᾈᾼᾼ STRAßEŉ Ǆ'],
  ['lower', '\u0130X ΑΣ', 'ix ασ'],
  ['title', 'ǆabc ᾳx ა', 'ǅabc ᾼx ა'],
  ['swapcase', 'ǆǆ ᾳ\u0130', 'ǅǄ ᾼi'],
  ['snakecase', 'A\u0130B ΑΣ', 'aib_ασ'],
  ['kebabcase', '\u0130stanbul', 'istanbul'],
  ['camelcase', 'ᾳx-ßa', 'ᾼxßa'],
])('%s changes letters one by one, as Go does: %s', (name, given, expected) => {
  expect(call(name, given)).toBe(expected);
});

describe('what is said of a broken text', () => {
  // As Helm 3 and 4 say it.
  it.each([
    ['a: 1\n b: 2\n', 'line 2: mapping values are not allowed in this context'],
    ['a:\n    b: 1\n  c: 2\n', 'line 2: did not find expected key'],
    ['a:\n  b: 1\n\tc: 2\n', 'line 3: found a tab character that violates indentation'],
    ['a:\n\tb: 1\n', 'line 2: found character that cannot start any token'],
    ['a: |\n\tb\n', 'line 2: found a tab character where an indentation space is expected'],
    ['a: "b\nc: 1\nd: "e"\n', 'line 2: did not find expected key'],
    ['a: "b\nc: 1\n', 'line 3: found unexpected end of stream'],
    ['a: "b\n---\n', 'line 2: found unexpected document indicator'],
    ["a: 1\nb\nc: 'x'\n", "line 3: could not find expected ':'"],
    ['a: 1\n{}\n', 'line 1: did not find expected key'],
    ['a: [1, 2\nb: 3\n', "line 1: did not find expected ',' or ']'"],
    ['a: {b: 1\nc: [\n', "line 1: did not find expected ',' or '}'"],
    ['a: {\n', 'line 1: did not find expected node content'],
    ['a: | b\n', 'did not find expected comment or line break'],
    ['a: "C:\\Users"\n', 'did not find expected hexdecimal number'],
    ['a: **b**\n', 'did not find expected alphabetic or numeric character'],
    ['a: &"x"\n', 'did not find expected alphabetic or numeric character'],
    ['a: !<x y\n', "did not find the expected '>'"],
    ['a: !e!x y\n', 'found undefined tag handle'],
    ['? a\nb\n', "line 3: could not find expected ':'"],
  ])('%j: %s', (text, words) => {
    const said = call('fromYaml', text);
    expect(said instanceof GoMap && said.entries.get('Error')).toBe(`error converting YAML to JSON: yaml: ${words}`);
  });

  // Expressions that try again from every place, or every way to divide lines, take half a minute here.
  const [blank, spaces, word] = ['\n'.repeat(28), ' '.repeat(100_000), 'x'.repeat(100_000)];
  it.each([
    ['fromYaml', `${blank}- a\n# more\nb`, "yaml: line 32: could not find expected ':'"],
    ['fromYaml', `a: !!int x${spaces}y # no`, 'as a !!int'],
    ['fromToml', `a = {${word}`, 'but got end of file instead'],
  ])('is found in time: %s of text %#', (name, text, words) => {
    const started = performance.now();
    const said = call(name, text);
    expect(said instanceof GoMap && said.entries.get('Error')).toContain(words);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

it('numbers of more digits than 64 bits have are read by their length', () => {
  const many = '9'.repeat(100_000);
  const most = new GoInt(9_223_372_036_854_775_807n);
  expect([call('atoi', many), call('atoi', `-${many}`), call('atoi', `${'0'.repeat(100)}7`)]).toEqual([
    most,
    new GoInt(-(2n ** 63n)),
    int(7),
  ]);
  expect([call('int', many), call('int', `0x${'f'.repeat(100_000)}`), call('int', `0x${'0'.repeat(100)}1f`)]).toEqual([
    int(0),
    int(0),
    int(31),
  ]);
  // As Go has it: the largest number of seconds, which wraps around.
  expect(call('duration', many)).toBe('-1s');
  expect(() => call('mustToDuration', `${many}h`)).toThrow('could not parse duration');
  expect(call('mustToDuration', `0.5${'0'.repeat(100_000)}h`)).toMatchObject({ value: 1_800_000_000_000n });
});
