/** What came is no HTTP request, or did not come in time: the connection ends, and who sent it is told what to look at. */
import type { Socket } from 'node:net';

type Refusal = { status: string; error: string; message: string };

/** https://nodejs.org/api/http.html#event-clienterror */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    error: 'too-slow',
    message:
      'The request did not come to its end in time. Where all of it was sent, its Content-Length is larger than its body: leave that header to the program that sends it.',
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    error: 'headers-too-large',
    message: 'The headers of the request are too large.',
  },
};

const NO_REQUEST: Refusal = {
  status: '400 Bad Request',
  error: 'no-http-request',
  message:
    'What came is no HTTP request. Where it is the rest of a body, the Content-Length before it was smaller than the body, which was cut there: leave that header to the program that sends it.',
};

export function answerClientError(cause: Error & { code?: string }, socket: Socket): void {
  if (cause.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, error, message } = REFUSALS[cause.code ?? ''] ?? NO_REQUEST;
  const body = JSON.stringify({ error, message });
  const headers = `Connection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\nContent-Type: application/json`;
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
  socket.destroy();
}
