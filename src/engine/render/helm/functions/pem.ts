// PEM as Go's encoding/pem writes it.
import { toBase64 } from './digests';

export function pem(block: string, bytes: Uint8Array): string {
  return `-----BEGIN ${block}-----\n${toBase64(bytes).replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${block}-----\n`;
}
