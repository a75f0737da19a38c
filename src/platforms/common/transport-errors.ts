import { UpstreamError } from '../../errors.ts';

/** Connections that never came to be, so that nothing was sent: https://nodejs.org/api/errors.html, https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What an error of fetch, of a socket or of ours means for the caller; an `UpstreamError` is handed back. `request` is for the message. */
export function fromTransport(vendor: string, request: string, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = systemCode(error);
  if (code !== undefined && neverSent.has(code)) {
    const text = `${vendor} cannot be reached for ${request}: ${code}`;
    return new UpstreamError('unreachable', code, text, { cause: error });
  }
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
