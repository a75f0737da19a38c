import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import Fastify from 'fastify';
import { addHooks } from '../../../src/http/hooks.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import type { Hook } from '../../../src/platforms/platform.ts';
import { createSlackPlatform } from '../../../src/platforms/slack/slack-platform.ts';
import type { SlackSimulator } from '../../../src/simulator/slack/simulator.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import type { PlatformBench, PlatformTraits } from '../../contracts/platform.ts';
import { ADA, BOT, ID, openSlack, ROOM, signingSecret, slackBench, slackTraits, TEAM } from './bench.ts';

export const httpTraits: PlatformTraits = { ...slackTraits, transport: 'http', renews: false };

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** A request that is not made by the simulator. Absent headers are those of a well signed one of this moment. */
export type Sent = {
  type?: string;
  secret?: string;
  /** Of the timestamp against now. */
  ageS?: number;
  /** What is signed; the body itself when absent. */
  signed?: string;
  headers?: Record<string, string>;
};

export type SlackHttpBench = PlatformBench & {
  slack: SlackSimulator;
  /** Posts to the hook; resolves with the status and the text of the answer. */
  send(body: string, how?: Sent): Promise<{ status: number; text: string }>;
  /** Posts a command and hangs up as soon as `until` resolves. */
  hangUp(body: string, until: Promise<void>): Promise<void>;
};

/** The simulator posts to a server with the adapter's hook, as Slack does. */
export async function openSlackHttpBench({
  clock = systemClock,
  log = silentLog,
}: {
  clock?: Clock;
  log?: Log;
} = {}): Promise<SlackHttpBench> {
  let hook: Hook | undefined;
  const path = `/hooks/${ID}`;
  const server = Fastify({ forceCloseConnections: true });
  const handle: Hook['handle'] = async (request) => (await hook?.handle(request)) ?? { status: 404 };
  addHooks(server, [{ path, handle }], { clock: systemClock, log: silentLog });
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}${path}`;
  const { slack, config } = await openSlack({
    http: { eventsUrl: url, commandsUrl: url, interactivityUrl: url },
  });
  const { platform, hooks = [] } = createSlackPlatform(
    { ...config, transport: { kind: 'http', signingSecret } },
    { log, clock },
  );
  assert.deepEqual(
    hooks.map((one) => one.path),
    [path],
  );
  [hook] = hooks;

  async function post(body: string, how: Sent, signal?: AbortSignal): Promise<Response> {
    const timestamp = String(Math.floor(systemClock.now() / 1000) - (how.ageS ?? 0));
    const digest = createHmac('sha256', how.secret ?? signingSecret)
      .update(`v0:${timestamp}:${how.signed ?? body}`)
      .digest('hex');
    return await fetch(url, {
      method: 'POST',
      ...(signal ? { signal } : {}),
      body,
      headers: {
        'content-type': how.type ?? FORM,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
        ...how.headers,
      },
    });
  }

  async function send(body: string, how: Sent = {}): Promise<{ status: number; text: string }> {
    const response = await post(body, how);
    return { status: response.status, text: await response.text() };
  }

  function refused(body: string, how: Sent): () => Promise<void> {
    return async () => {
      assert.equal((await send(body, how)).status, 401);
    };
  }

  return {
    ...slackBench(slack, platform),
    send,
    async hangUp(body, until) {
      const hanging = new AbortController();
      const posting = post(body, {}, hanging.signal);
      await until;
      hanging.abort();
      await assert.rejects(posting);
      // The server has noticed when it serves what comes after.
      assert.equal((await send('?', { headers: { 'x-slack-signature': '' } })).status, 401);
    },
    forgeries: {
      'signed with another secret': refused(command(), { secret: 'guessed' }),
      'not signed at all': refused(command(), { headers: { 'x-slack-signature': '' } }),
      'signed for another body': refused(command(), { signed: command({ text: 'list all' }) }),
      'signed for another time': refused(command(), {
        headers: { 'x-slack-request-timestamp': '1531420618' },
      }),
      'a replay after more than five minutes': refused(command(), { ageS: 302 }),
      'kept for later: a timestamp in the future': refused(command(), { ageS: -302 }),
      'a timestamp that is no number': refused(command(), {
        headers: { 'x-slack-request-timestamp': 'NaN' },
      }),
      'said to be a look at the certificate': refused(command({ ssl_check: '1' }), { secret: 'guessed' }),
      'said to be the check of an address': refused(
        JSON.stringify({ ...mention(), type: 'url_verification', challenge: 'x' }),
        { type: JSON_TYPE, secret: 'guessed' },
      ),
      'a command in another workspace': async () => {
        assert.equal((await send(command({ team_id: 'T0ELSE' }))).status, 200);
      },
      'a mention in another workspace': async () => {
        const body = JSON.stringify({ ...mention(), team_id: 'T0ELSE' });
        assert.equal((await send(body, { type: JSON_TYPE })).status, 200);
      },
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await platform.stop();
      await slack.stop();
    },
  };
}

/** The body of `/flow list`. */
export function command(fields: Record<string, string> = {}): string {
  return new URLSearchParams({
    team_id: TEAM,
    channel_id: ROOM,
    user_id: ADA,
    command: '/flow',
    text: 'list',
    trigger_id: 'a trigger',
    ...fields,
  }).toString();
}

export function mention(): Record<string, unknown> {
  const event = { type: 'app_mention', channel: ROOM, ts: '1.1', user: ADA, text: `<@${BOT}> flow list` };
  return { type: 'event_callback', team_id: TEAM, event };
}
