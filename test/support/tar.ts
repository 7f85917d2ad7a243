// Writes tar archives by hand, so that a test can make those that no tool would.
import { gzipSync } from 'node:zlib';

export interface TarMember {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** `0` for a file, `2` for a symbolic link, `5` for a folder, `x` for an extended header. */
  readonly type?: string;
  readonly linkName?: string;
  /** Of the ustar format: what stands in front of the name. */
  readonly prefix?: string;
}

/** A gzipped archive, as charts are packaged. */
export function tgz(members: readonly TarMember[]): Uint8Array {
  return gzipSync(tar(members));
}

export function tar(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.flatMap(member), Buffer.alloc(1024)]);
}

/** An extended header that gives the next member its name. */
export function longName(name: string): TarMember {
  // The length counts its own digits.
  let length = name.length;
  while (`${length} path=${name}\n`.length !== length) length++;
  const record = `${length} path=${name}\n`;
  return { name: 'header', type: 'x', content: record };
}

function member({ name, content = '', type = '0', linkName = '', prefix = '' }: TarMember): Buffer[] {
  const data = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(linkName, 157, 100);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
}
