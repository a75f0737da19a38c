/** CUE's package "encoding/base64", whose first argument is always null: there is one encoding (pkg/encoding/base64 of cue-lang/cue). */
import { ExpressionTrouble } from '../trouble.ts';
import { type Fn, fn } from './signature.ts';

/** RFC 4648, with padding; Go skips line breaks. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const BASE_64: Readonly<Record<string, Fn>> = {
  Decode: fn(['null', 'text'], ([, text]) => {
    const plain = text.replaceAll(/[\r\n]/g, '');
    if (!BASE64.test(plain)) throw new ExpressionTrouble('the text is not base64');
    return Buffer.from(plain, 'base64');
  }),
  Encode: fn(['null', 'bytes'], ([, bytes]) => Buffer.from(bytes).toString('base64')),
};
