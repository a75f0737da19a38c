import { UpstreamError } from '../../errors.ts';

/** Connections that never came to be, so that nothing was sent: https://nodejs.org/api/errors.html */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * A handshake that failed; a request is sent after it. Of a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes. `ERR_SSL_` stands before
 * OpenSSL's own words, of which some are said of a connection that is in use: records that break, and another side that falls over.
 */
const handshake = [
  /^(CERT|CRL)_|^ERROR_IN_C[ER]|^UNABLE_TO_|_SELF_SIGNED_CERT$|^SELF_SIGNED_CERT_|^(INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/,
  /^ERR_TLS_/,
  /^ERR_SSL_(?!.*(RECORD_MAC|DECRYPT|UNEXPECTED|INTERNAL_ERROR|CLOSE_NOTIFY|SHUTDOWN))/,
];

/** What could not even be written as a request: it would fail again. https://nodejs.org/api/errors.html */
const noRequest = new Set([
  'ERR_INVALID_URL',
  'ERR_INVALID_PROTOCOL',
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_HTTP_INVALID_HEADER_VALUE',
  'ERR_UNESCAPED_CHARACTERS',
  'UND_ERR_INVALID_ARG',
]);

/** What an error of fetch, of a socket or of ours means for the caller; an `UpstreamError` is handed back. `request` is for the message. */
export function fromTransport(vendor: string, request: string, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = systemCode(error);
  if (code !== undefined && (neverSent.has(code) || handshake.some((form) => form.test(code)))) {
    const text = `${vendor} cannot be reached for ${request}: ${code}`;
    return new UpstreamError('unreachable', code, text, { cause: error });
  }
  if (code === 'address-refused')
    return new UpstreamError('rejected', code, `${vendor} is at an address to which nothing is sent`);
  // Without its cause: that quotes the address.
  if (code !== undefined && noRequest.has(code))
    return new UpstreamError('rejected', code, `${request} is nothing that could be sent to ${vendor}`);
  const text = `${request} broke off: it may have been done`;
  return new UpstreamError('unknown', code ?? 'broken-off', text, { cause: error });
}

/** fetch says "fetch failed" and hides the reason in its causes; of several tried addresses the first one speaks. */
function systemCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if (error.name === 'TimeoutError') return 'timeout';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return systemCode(error instanceof AggregateError ? error.errors[0] : error.cause, depth + 1);
}
