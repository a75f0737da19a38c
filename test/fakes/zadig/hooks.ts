import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { isObject, type Json, parseObject, textOf } from '../../../src/simulator/common/json.ts';
import type { Clock } from '../../../src/time.ts';

/** Something that Zadig posted, or would have. */
export type Delivery = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The body, parsed. */
  json: Json;
  /** `workflow`, `start_execute`… */
  event: string;
  /** Of the task, as it is told. */
  status: string;
  workflow: string;
  taskId: number;
  /** In milliseconds. */
  at: number;
  /** What the receiver answered, each time: its status, or that nobody was there. */
  answers: (number | 'unreachable')[];
};

/** `hold`: it is on its way until `deliver`. */
export type Fate = 'deliver' | 'lose' | 'hold' | 'double';

export type Hooks = {
  /** Everything in the order in which Zadig sent it, whatever became of it. */
  readonly sent: readonly Delivery[];
  /** What becomes of those that are sent from now on; all are delivered where undefined. */
  decide(fate: ((delivery: Delivery) => Fate) | undefined): void;
  /** Posts it, at last or once more, byte by byte as it was. */
  deliver(delivery: Delivery): Promise<void>;
  /** Resolves when nothing is on its way but what is held. */
  settled(): Promise<void>;
};

export type HookRoom = Hooks & {
  /** Resolves when the receiver has answered or was not there: there is no second attempt. */
  post(target: { url: string; token: string }, event: string, body: object): Promise<void>;
  close(): void;
};

/** How long Zadig waits for a receiver. */
const PATIENCE_MS = 60_000;

export function createHooks(clock: Clock, instance: string, version: string): HookRoom {
  const sent: Delivery[] = [];
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();
  let decide: Parameters<Hooks['decide']>[0];

  async function send(delivery: Delivery): Promise<void> {
    const going = postTo(delivery, clock, closing.signal).then(
      (answer) => void delivery.answers.push(answer),
    );
    underWay.add(going);
    await going;
    underWay.delete(going);
  }

  return {
    sent,
    decide(fate) {
      decide = fate;
    },
    deliver: send,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async post({ url, token }, event, sending) {
      if (closing.signal.aborted) return;
      const body = JSON.stringify(sending);
      const headers = {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': `Zadig/${version}.0`,
        'X-Zadig-Token': token,
        'X-Zadig-Instance': instance,
        'X-Zadig-Event': event,
        // Another one each time, both of them.
        'X-Zadig-Event-UUID': randomUUID(),
        'X-Zadig-Webhook-UUID': randomUUID(),
      };
      const json = parseObject(body) ?? {};
      const { workflow_name, task_id, status } = isObject(json.workflow) ? json.workflow : {};
      const delivery: Delivery = {
        url,
        headers,
        body,
        json,
        event,
        status: textOf(status),
        workflow: textOf(workflow_name),
        taskId: Number(task_id ?? 0),
        at: clock.now(),
        answers: [],
      };
      sent.push(delivery);
      const fate = decide?.(delivery) ?? 'deliver';
      if (fate === 'deliver' || fate === 'double') await send(delivery);
      if (fate === 'double') await send(delivery);
    },
    close: () => closing.abort(),
  };
}

function postTo(delivery: Delivery, clock: Clock, signal: AbortSignal): Promise<number | 'unreachable'> {
  return new Promise((resolve) => {
    const headers = { ...delivery.headers, 'content-length': Buffer.byteLength(delivery.body) };
    const posting = request(delivery.url, { method: 'POST', headers, agent: false, signal }, (response) => {
      response.resume();
      response.once('close', () => end(response.statusCode ?? 'unreachable'));
    });
    const cancel = clock.after(PATIENCE_MS, () => posting.destroy(new Error('no answer')));
    const end = (answer: number | 'unreachable'): void => {
      cancel();
      resolve(answer);
    };
    posting.once('error', () => end('unreachable'));
    posting.end(delivery.body);
  });
}
