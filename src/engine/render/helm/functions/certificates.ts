// Functions that make certificates: stand-ins, or real ones where random values may be drawn.
import { formatValue } from '../go/format';
import { type CallContext, GoError, GoStruct, type Value } from '../go/values';
import { certificate, type Wanted } from '../random/certificates';
import { ANY, type Family, fn, int, itemsOf, text } from './define';
import { pemStandIn } from './unknowable';

const NAMES = `string, []${ANY}, []${ANY}, int`;

export const CERTIFICATES: Family = {
  genCA: fn('string, int', ([name, days], context) => made(`genCA ${text(name)}`, wanted(name, days, { isCa: true }), context)),
  genCAWithKey: fn('string, int, string', ([name, days, key], context) =>
    made(`genCA ${text(name)}`, wanted(name, days, { isCa: true, key: text(key) }), context),
  ),
  genSelfSignedCert: fn(NAMES, ([name, ips, names, days], context) =>
    made(`genSelfSignedCert ${text(name)}`, wanted(name, days, namesOf(ips, names)), context),
  ),
  genSelfSignedCertWithKey: fn(`${NAMES}, string`, ([name, ips, names, days, key], context) =>
    made(`genSelfSignedCert ${text(name)}`, wanted(name, days, { ...namesOf(ips, names), key: text(key) }), context),
  ),
  genSignedCert: fn(`${NAMES}, sprig.certificate`, ([name, ips, names, days, signer], context) =>
    made(
      `genSignedCert ${text(name)} ${formatValue(ips)} ${formatValue(names)}`,
      wanted(name, days, { ...namesOf(ips, names), signer: pairIn(signer) }),
      context,
    ),
  ),
  genSignedCertWithKey: fn(`${NAMES}, sprig.certificate, string`, ([name, ips, names, days, signer, key], context) =>
    made(`genSignedCert ${text(name)}`, wanted(name, days, { ...namesOf(ips, names), signer: pairIn(signer), key: text(key) }), context),
  ),
};

function wanted(name: Value, days: Value, more: Partial<Wanted>): Wanted {
  return { name: text(name), days: int(days), ips: [], dnsNames: [], isCa: false, ...more };
}

/** Source: `getNetIPs` and `getAlternateDNSStrs` of sprig. */
function namesOf(ips: Value, names: Value): Pick<Wanted, 'ips' | 'dnsNames'> {
  return { ips: texts(ips, 'error parsing ip'), dnsNames: texts(names, 'error processing alternate dns name') };
}

function texts(list: Value, mistake: string): readonly string[] {
  return (itemsOf(list) ?? []).map((item) => {
    if (typeof item === 'string') return item;
    throw new GoError(`${mistake}: ${formatValue(item)} is not a string`);
  });
}

function pairIn(signer: Value): Wanted['signer'] {
  if (!(signer instanceof GoStruct)) return undefined;
  const [cert, key] = ['Cert', 'Key'].map((field) => signer.fields.get(field));
  return { cert: text(cert), key: text(key) };
}

/** A key and what signs with it take a tenth of a second, and signing alone the smaller part of that. */
const STEPS_OF_A_KEY = 100_000;
const STEPS_OF_SIGNING = 40_000;

function made(call: string, want: Wanted, context: CallContext): GoStruct {
  const draw = context.draw(call);
  if (draw !== undefined) context.budget.spend(STEPS_OF_SIGNING + (want.key === undefined ? STEPS_OF_A_KEY : 0));
  const real = draw && certificate(want, draw);
  const { cert, key } = real ?? {
    cert: pemStandIn('CERTIFICATE', call, context),
    key: want.key ?? pemStandIn('RSA PRIVATE KEY', `${call} key`, context),
  };
  return new GoStruct(
    'sprig.certificate',
    new Map<string, Value>([
      ['Cert', cert],
      ['Key', key],
    ]),
  );
}
