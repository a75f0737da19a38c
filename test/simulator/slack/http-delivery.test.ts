import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ADA, openWorkspace } from './workspace.ts';

type Received = {
  path: string;
  signature: string;
  timestamp: string;
  type: string;
  retry: string;
  body: string;
};

async function openEndpoint(
  status: () => number,
): Promise<{ url: string; received: Received[]; close(): void }> {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    req.on('end', () => {
      const header = (name: string) => String(req.headers[name] ?? '');
      received.push({
        path: req.url ?? '',
        signature: header('x-slack-signature'),
        timestamp: header('x-slack-request-timestamp'),
        type: header('content-type'),
        retry: header('x-slack-retry-num'),
        body,
      });
      res.writeHead(status()).end(req.url === '/commands' ? 'working on it' : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

void test('in HTTP mode payloads are posted with a v0 signature, and events come again after an error', async () => {
  let status = 200;
  const endpoint = await openEndpoint(() => status);
  const { url } = endpoint;
  await using at = await openWorkspace({
    http: {
      eventsUrl: `${url}/events`,
      commandsUrl: `${url}/commands`,
      interactivityUrl: `${url}/interactive`,
    },
    events: ['message.channels'],
    limits: { ackMs: 300 },
  });
  await at.slack.people.command(ADA, 'deployments', '/deploy', 'shop');
  assert.equal(at.slack.ephemerals(ADA)[0]?.text, 'working on it');
  const [command] = endpoint.received;
  assert.ok(command);
  const digest = createHmac('sha256', 'shhh').update(`v0:${command.timestamp}:${command.body}`).digest('hex');
  assert.equal(command.signature, `v0=${digest}`);
  assert.equal(new URLSearchParams(command.body).get('text'), 'shop');

  status = 500;
  at.slack.people.say(ADA, 'deployments', 'hello');
  await at.until(() => endpoint.received.length === 2);
  status = 200;
  const again = await at.until(() => endpoint.received[2]);
  assert.deepEqual([again.path, again.type, again.retry], ['/events', 'application/json', '1']);
  endpoint.close();
});
