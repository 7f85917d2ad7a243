// Real random values: drawn from the seed that a front end gives, parseable, the same until there is another seed; and stand-ins otherwise.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { describe, expect, test } from 'vitest';
import type { Files } from '../../../../src/engine/ports';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRequest } from '../../../../src/engine/render/helm/request';
import { withChartSettings } from '../../../../src/session/chart-settings';
import { memoryFiles } from '../../../support/memory-files';

const NOW = new Date('2026-11-25T12:00:00Z');

function files(template: string, seed?: number): Files {
  const tree = memoryFiles({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/templates/a.yaml': `kind: A\nout: ${template}\n`,
  });
  return withChartSettings({ now: () => NOW, ...(seed === undefined ? {} : { seed: () => new Uint8Array(32).fill(seed) }) })(tree);
}

function render(template: string, seed?: number, more: Partial<HelmRequest> = {}) {
  const request: HelmRequest = {
    chart: { kind: 'path', path: 'web' },
    release: { name: 'rel', namespace: 'default' },
    values: [],
    helm: 4,
    ...more,
  };
  return renderChart(request, files(template, seed), createHelmCache());
}

/** What the template wrote, as JSON that it wrote. */
function drawn(template: string, seed = 1) {
  const { text, failures } = render(`{{ ${template} | toJson }}`, seed);
  expect(failures).toEqual([]);
  return JSON.parse(/^out: (.*)$/m.exec(text)?.[1] ?? '');
}

describe('texts and numbers', () => {
  test.each([
    ['randAlphaNum 40', /^[A-Za-z0-9]{40}$/],
    ['randAlpha 40', /^[A-Za-z]{40}$/],
    ['randNumeric 40', /^[0-9]{40}$/],
    ['randAscii 40', /^[ -~]{40}$/],
    ['uuidv4', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['randBytes 40', /^[A-Za-z0-9+/]{54}==$/],
    ['randInt 1000 100000 | toString', /^[1-9][0-9]{3,4}$/],
    ['"abcdefghijklmnopqrstuvwxyz" | shuffle', /^[a-z]{26}$/],
  ])('%s', (call, form) => {
    const first = drawn(call);
    expect(first).toMatch(form);
    expect(first).not.toContain('unknowable');
    expect(drawn(call)).toBe(first);
    expect(drawn(call, 2)).not.toBe(first);
  });

  test.each([1, undefined])('a call keeps its value whatever other calls a condition takes out, or is typed above it (seed %s)', (seed) => {
    const second = (template: string): string | undefined => / second=(\S+)$/m.exec(render(template, seed).text)?.[1];
    const value = second('{{ if true }}{{ randAlphaNum 20 }}{{ end }} second={{ randAlphaNum 20 }}');
    expect(value).toBeDefined();
    expect(second('{{ if false }}{{ randAlphaNum 20 }}{{ end }} second={{ randAlphaNum 20 }}')).toBe(value);
    expect(second('longer {{ if true }}{{ randAlphaNum 20 }}{{ end }} second={{ randAlphaNum 20 }}')).toBe(value);
    expect(second('{{ if true }}{{ "a" }}{{ end }} second={{ randAlphaNum 20 }}')).not.toBe(value);
  });

  test.each([
    'template "secret"',
    'include "secret"',
    'tpl (include "text" .)',
  ])('what a call of a shared template draws stays, whether another call of it draws or not: %s', (call) => {
    const shared = '{{ define "secret" }}{{ if . }}{{ . }}{{ else }}{{ randAlphaNum 20 }}{{ end }}{{ end }}';
    const text = '{{ define "text" }}{{ "{{ if . }}{{ . }}{{ else }}{{ randAlphaNum 20 }}{{ end }}" }}{{ end }}';
    const both = (first: string, second: string) =>
      / first=(\S+) second=(\S+)$/m
        .exec(render(`${shared}${text} first={{ ${call} ${first} }} second={{ ${call} ${second} }}`).text)
        ?.slice(1);
    const [first, second] = both('""', '""') ?? [];
    expect(first).not.toBe(second);
    expect(both('"given"', '""')).toEqual(['given', second]);
    expect(both('""', '"given"')).toEqual([first, 'given']);
  });

  test('each call of a template has a value of its own, and each is listed without it', () => {
    const { text, unknowables } = render('{{ randAlphaNum 20 }} {{ randAlphaNum 20 }}', 1);
    const [, first, second] = /^out: (\S+) (\S+)$/m.exec(text) ?? [];
    expect(first).not.toBe(second);
    expect(unknowables).toEqual([
      { call: 'randAlphaNum 20', template: 'web/templates/a.yaml' },
      { call: 'randAlphaNum 20', template: 'web/templates/a.yaml' },
    ]);
  });

  test('hashes of passwords hold, and what is encrypted can be decrypted', () => {
    expect(compareSync('secret', drawn('bcrypt "secret"'))).toBe(true);
    const [user, hash] = drawn('htpasswd "me" "secret"').split(':');
    expect([user, compareSync('secret', hash)]).toEqual(['me', true]);
    expect(drawn('encryptAES "key" "plain" | decryptAES "key"')).toBe('plain');
    expect(drawn('encryptAES "key" "plain"')).not.toBe(drawn('encryptAES "key" "plain"', 2));
  });
});

describe('keys and certificates', () => {
  test.each([
    ['ecdsa', 'ec'],
    ['ed25519', 'ed25519'],
  ])('a private key of kind %s', (kind, type) => {
    const pem = drawn(`genPrivateKey "${kind}"`);
    expect(createPrivateKey(pem).asymmetricKeyType).toBe(type);
    expect(drawn(`genPrivateKey "${kind}"`)).toBe(pem);
  });

  test('a private key of RSA has 4096 bits', { timeout: 60_000 }, () => {
    const pem = drawn('genPrivateKey "rsa"');
    expect(pem).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(createPrivateKey(pem).asymmetricKeyDetails).toMatchObject({ modulusLength: 4096 });
  });

  test('one of DSA stays a stand-in, which says what it is', () => {
    const { unknowables, failures } = render('{{ genPrivateKey "dsa" | quote }}', 1);
    expect(failures).toEqual([]);
    expect(unknowables).toMatchObject([{ call: 'genPrivateKey dsa', standIn: expect.stringContaining('unknowable-') }]);
  });

  test('an authority, and a certificate that it signs', { timeout: 60_000 }, () => {
    const [ca, leaf] = drawn(
      '$ca := genCA "the-ca" 365 }}{{ list $ca (genSignedCert "web" (list "10.0.0.1" "::1") (list "web.shop" "ü.example") 30 $ca)',
    );
    const [authority, cert] = [new X509Certificate(ca.Cert), new X509Certificate(leaf.Cert)];
    expect(authority).toMatchObject({ ca: true, subject: 'CN=the-ca', issuer: 'CN=the-ca' });
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(authority.checkPrivateKey(createPrivateKey(ca.Key))).toBe(true);
    expect(cert).toMatchObject({ ca: false, subject: 'CN=web', issuer: 'CN=the-ca' });
    expect(cert.subjectAltName).toMatch(/^DNS:web\.shop, DNS:.*, IP Address:10\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1$/);
    expect(cert.verify(authority.publicKey)).toBe(true);
    expect(cert.checkPrivateKey(createPrivateKey(leaf.Key))).toBe(true);
    expect([new Date(cert.validFrom), new Date(cert.validTo)]).toEqual([NOW, new Date(NOW.getTime() + 30 * 24 * 3600 * 1000)]);
    expect(cert.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  test('with a key that is given, and signed by itself', { timeout: 60_000 }, () => {
    const [first, second] = drawn(
      '$a := genSelfSignedCert "a" nil nil 1 }}{{ list $a (genSelfSignedCertWithKey "b" nil (list "b") 1 $a.Key)',
    );
    expect(second.Key).toBe(first.Key);
    const cert = new X509Certificate(second.Cert);
    expect(cert).toMatchObject({ subject: 'CN=b', issuer: 'CN=b', ca: false });
    expect(cert.verify(cert.publicKey)).toBe(true);
  });

  test.each([
    ['bcrypt "a"', 13],
    ['htpasswd "a" "b"', 13],
    ['genPrivateKey "rsa"', 3],
    ['genCA "a" 1', 14],
  ])('more than a chart makes of them is too much work: %s', { timeout: 60_000 }, (call, most) => {
    expect(render(`{{ range until ${most} }}{{ $x := ${call} }}{{ end }}`, 1).failures).toEqual([]);
    const { failures } = render(`{{ range until 100 }}{{ $x := ${call} }}{{ end }}`, 1);
    expect(failures).toMatchObject([{ code: 'tooMuchWork', file: 'web/templates/a.yaml' }]);
    expect(render(`{{ range until 100 }}{{ $x := ${call} }}{{ end }}`).failures).toEqual([]);
  });

  test('what sprig refuses is refused, real or not', () => {
    expect(render('{{ (genSelfSignedCert "a" (list 1) nil 1).Cert }}').failures).toMatchObject([
      { detail: expect.stringContaining('1 is not a string') },
    ]);
    expect(render('{{ (genSelfSignedCert "a" (list "x") nil 1).Cert }}', 1).failures).toMatchObject([
      { detail: expect.stringContaining('error parsing ip: x') },
    ]);
  });
});

describe('the present', () => {
  const template = '{{ now | date "2006" }} {{ date "2006" nil }} {{ ago (toDate "2006-01-02" "2026-11-25") }}';

  test('is a stand-in that does not change, and is listed once for each template', () => {
    const { text, unknowables } = render(template);
    expect(text).toContain('out: 2006 2006 ');
    expect(unknowables).toEqual([{ call: 'now', template: 'web/templates/a.yaml', standIn: '2006-01-02T15:04:05.000Z' }]);
  });

  test('comes with real values, or from the caller', () => {
    expect(render(template, 1).text).toContain('out: 2026 2026 12h0m0s\n');
    expect(render(template, undefined, { now: () => new Date('2030-01-01T00:00:00Z') })).toMatchObject({
      text: expect.stringContaining('out: 2030 2030 '),
      unknowables: [{ call: 'now', standIn: '2030-01-01T00:00:00.000Z' }],
    });
  });

  test('of a date that is given is known', () => {
    expect(render('{{ toDate "2006-01-02" "2026-11-25" | date "2006" }}').unknowables).toEqual([]);
  });
});

test('a chart that draws nothing does not depend on the seed', () => {
  expect(render('1', 1).reads).not.toContain('/random');
  expect(render('{{ uuidv4 }}').reads).toContain('/random');
});
