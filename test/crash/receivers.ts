/** Who hears of runs beside the chats: a program, which knows a copy by its id, and a robot of Feishu, which knows nothing. */
import { openEventReceiver } from '../../src/simulator/channels/event-receiver.ts';
import { openFeishuHook } from '../../src/simulator/channels/feishu-hook.ts';
import { isObject } from '../../src/simulator/common/json.ts';
import type { Json } from '../../src/simulator/slack/options.ts';
import { systemClock } from '../../src/time.ts';

const SECRET = 'what-the-receivers-of-the-crash-test-know';

/** An event as the program took it; `id` is the same for copies. */
export type Told = {
  id: string;
  /** `run.succeeded`, without what stands before it. */
  type: string;
  tag: string;
  approval: number | undefined;
};

/** What stands in the room of the robot; `at` in milliseconds since the epoch. */
export type Said = { text: string; at: number };

export type Receivers = {
  channels: Json;
  routes: Json;
  told: readonly Told[];
  said: readonly Said[];
  stop(): Promise<void>;
};

export async function openReceivers(): Promise<Receivers> {
  const told: Told[] = [];
  const said: Said[] = [];
  const program = await openEventReceiver(systemClock, SECRET, ({ key = '', raw }) => {
    if (!isObject(raw) || !isObject(raw.data) || !isObject(raw.data.run)) return;
    const { approval, run } = raw.data;
    const tag = isObject(run.parameters) ? String(run.parameters.tag) : '';
    const type = String(raw.type).replace('greenlight.run.', '');
    told.push({ id: key, type, tag, approval: typeof approval === 'number' ? approval : undefined });
  });
  const robot = await openFeishuHook(systemClock, { secret: SECRET }, ({ text }) => {
    said.push({ text, at: systemClock.now() });
  });
  return {
    told,
    said,
    channels: {
      program: {
        kind: 'webhook',
        url: program.url,
        secret: SECRET,
        source: 'https://greenlight.example',
        requestTimeout: '1s',
      },
      // What is given up for its slowness alone is sent again, and the judge cannot tell that from a mistake: a busy machine has time.
      robot: { kind: 'feishu-robot', url: robot.url, secret: SECRET, requestTimeout: '3s' },
    },
    routes: {
      program: { to: ['program'] },
      robot: {
        events: ['created', 'succeeded', 'rejected', 'cancelled'],
        to: ['robot'],
        body: '{{ event }} {{ run.parameters.tag }}.',
      },
    },
    async stop() {
      await program.server[Symbol.asyncDispose]();
      await robot.server[Symbol.asyncDispose]();
    },
  };
}
