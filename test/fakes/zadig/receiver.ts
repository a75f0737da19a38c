import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Json, parseObject } from '../../../src/simulator/common/json.ts';

export type Received = { headers: NodeJS.Dict<string | string[]>; json: Json };

/** Takes what Zadig posts; `answer` gives the status, and may take its time. */
export async function openReceiver(answer: (received: Received) => number | Promise<number> = () => 200) {
  const taken: Received[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      headers: request.headers,
      json: parseObject(Buffer.concat(chunks).toString('utf8')) ?? {},
    };
    taken.push(received);
    response.writeHead(await answer(received));
    response.end();
  }
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/hooks/zadig`,
    taken,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
