/**
 * Where kills are aimed at, all from outside: at what the simulated Slack sends and hears, at what the commands write, and at the moment when a
 * row appears in the database. Each aim waits for its moment, kills, and tells into which window the kill really fell.
 */
import type { EnvelopeRecord } from '../../src/simulator/slack/envelopes.ts';
import type { Line } from './ledger.ts';
import type { ServerProcess } from './server-process.ts';
import { openLock, openSpy, type Spy } from './spy.ts';
import { DANA, type Random } from './story.ts';
import type { World } from './world.ts';

export const REQUIRED_WINDOWS = [
  'before store',
  'stored not acked',
  'acked not decided',
  'decided not called',
  'called not answered',
  'posted not recorded',
  'command running',
] as const;

export const WINDOWS = [
  ...REQUIRED_WINDOWS,
  'decided not acked',
  'edited not recorded',
  'command cut off',
  'starting up',
  'elsewhere',
] as const;
export type Window = (typeof WINDOWS)[number];

/** What a kill needs to know and to do. */
export type Scene = {
  world: World;
  server: ServerProcess;
  random: Random;
  /** The tags whose command the test ended together with the server. */
  cutOff: Set<string>;
};

/** Without its moment in this time an aim kills wherever the server is. */
const WAIT_MS = 4_000;
/** An acknowledgement comes within this, or it does not count any more. */
const ACK_MS = 3_500;

export async function killAt(aim: Window, scene: Scene): Promise<Window> {
  if (aim === 'starting up' || aim === 'elsewhere') {
    await scene.world.pause(scene.random() * (aim === 'elsewhere' ? 1_000 : 700));
    await gone(scene);
    return aim;
  }
  const spy = openSpy(scene.world.databaseFile);
  try {
    return await killWatching(aim, scene, spy);
  } finally {
    spy.close();
  }
}

async function killWatching(
  aim: Exclude<Window, 'starting up' | 'elsewhere'>,
  scene: Scene,
  spy: Spy,
): Promise<Window> {
  const { server } = scene;
  switch (aim) {
    case 'before store':
      return await atEnvelope(scene, 'sending', isWeighty, async (envelope) => {
        server.freeze();
        await stage(scene, () => isDelivered(envelope) || envelope.missed !== undefined);
        return await fallen(scene, envelope, spy);
      });
    case 'stored not acked':
    case 'decided not acked':
      return await atEnvelope(scene, 'sent', isWeighty, async (envelope) => {
        const wanted = aim === 'stored not acked' ? 'stored' : 'done';
        server.crawl(() => spy.inbox(envelope) === wanted);
        return await fallen(scene, envelope, spy);
      });
    case 'acked not decided':
      return await whileLocked(scene, spy);
    case 'decided not called':
    case 'called not answered':
      return await atEnvelope(scene, 'sent', isDeciding, async () => {
        const before = spy.lastCall();
        const wanted = aim === 'decided not called' ? 'owed' : 'sent';
        server.crawl(() => spy.call(before)?.state === wanted);
        await gone(scene);
        const state = spy.call(before)?.state;
        if (state === 'owed') return 'decided not called';
        return state === 'sent' ? 'called not answered' : 'elsewhere';
      });
    case 'posted not recorded':
      return await atCall(scene, 'chat.postMessage', ({ key }) => spy.isUnrecorded(key) && aim);
    case 'edited not recorded':
      return await atCall(scene, 'chat.update', ({ ts }) => spy.isEditing(ts) && aim);
    case 'command running':
    case 'command cut off':
      return await atCommand(scene, aim);
  }
}

/** Kills, and waits until everything that the server had sent was read: an acknowledgement may be under way. */
async function gone({ world, server }: Scene): Promise<void> {
  await server.kill();
  await world.until(() => world.slacks.every((slack) => slack.connections() === 0), 1_000);
}

/** Waits for something that Slack sees, for as long as an acknowledgement may take. */
async function stage({ world }: Scene, reached: () => boolean): Promise<void> {
  await world.until(reached, ACK_MS);
}

/** The window of an envelope, by what its sender saw and by the server's rows. */
async function fallen(scene: Scene, envelope: EnvelopeRecord, spy: Spy): Promise<Window> {
  await gone(scene);
  const acked = envelope.ackedAt !== undefined;
  switch (spy.inbox(envelope)) {
    case undefined:
      return isDelivered(envelope) ? 'before store' : 'elsewhere';
    case 'stored':
      return acked ? 'acked not decided' : 'stored not acked';
    case 'done':
    case 'buried':
      return acked ? 'elsewhere' : 'decided not acked';
  }
}

/** A frame that was lost on the way has no connection of ours. */
function isDelivered({ connection }: EnvelopeRecord): boolean {
  return connection?.startsWith('link-') === true;
}

/** Another process keeps the server from writing, so that it acknowledges what it has only stored. */
async function whileLocked(scene: Scene, spy: Spy): Promise<Window> {
  const { server, world } = scene;
  const lock = openLock(world.databaseFile);
  try {
    return await atEnvelope(scene, 'sent', isWeighty, async (envelope) => {
      let taken = false;
      server.crawl(() => {
        taken ||= spy.inbox(envelope) === 'stored' && lock.take();
        return taken;
      });
      if (taken) {
        server.thaw();
        await stage(scene, () => envelope.ackedAt !== undefined || envelope.missed !== undefined);
      }
      return await fallen(scene, envelope, spy);
    });
  } finally {
    lock.release();
  }
}

/** Clicks of buttons, dialogs and deploy commands: what makes the ring turn. */
function isWeighty({ type, payload }: EnvelopeRecord): boolean {
  return type === 'interactive' || payload.command === '/deploy';
}

type Payload = { command?: string; type?: string; user?: { id: string }; actions?: { action_id: string }[] };

/** What ends in a question to the engine. */
function isDeciding({ type, payload }: EnvelopeRecord): boolean {
  const { command, type: kind, user, actions } = payload as Payload;
  if (type === 'slash_commands') return command === '/deploy';
  if (type !== 'interactive' || user?.id === DANA) return false;
  return kind === 'view_submission' || actions?.[0]?.action_id.startsWith('decide:approve') === true;
}

/** Resolves with what the first `spring` does, or kills when none came. */
async function trap(
  scene: Scene,
  set: (spring: (act: () => Promise<Window>) => void) => () => void,
): Promise<Window> {
  let sprung: Promise<Window> | undefined;
  const unset = set((act) => {
    sprung ??= act();
  });
  await scene.world.until(() => sprung !== undefined, WAIT_MS);
  unset();
  if (sprung !== undefined) return await sprung;
  await gone(scene);
  return 'elsewhere';
}

/** The next such envelope at this stage. `act` begins before anything else can happen in this process. */
function atEnvelope(
  scene: Scene,
  at: 'sending' | 'sent',
  isMeant: (envelope: EnvelopeRecord) => boolean,
  act: (envelope: EnvelopeRecord) => Promise<Window>,
): Promise<Window> {
  return trap(scene, (spring) => {
    const hooks = scene.world.slacks.map((slack) =>
      slack.onEnvelope((envelope, reached) => {
        if (reached !== at || !isMeant(envelope)) return;
        const isHeard = at === 'sending' ? slack.connections() > 0 : isDelivered(envelope);
        if (isHeard) spring(() => act(envelope));
      }),
    );
    return () => {
      for (const unhook of hooks) unhook();
    };
  });
}

/** Kills when Slack has done what it was asked and has not answered yet. */
function atCall(
  scene: Scene,
  method: 'chat.postMessage' | 'chat.update',
  fell: (message: { key: string; ts: string }) => Window | false,
): Promise<Window> {
  return trap(scene, (spring) => {
    const hooks = scene.world.slacks.map((slack) =>
      slack.onCall((called, args, reached) => {
        const key = keyOfMessage(args);
        if (called !== method || reached !== 'applied' || key === undefined) return undefined;
        let killed: Promise<unknown> | undefined;
        spring(async () => {
          killed = gone(scene);
          await killed;
          return fell({ key, ts: String(args.ts) }) || 'elsewhere';
        });
        return killed?.then(() => {});
      }),
    );
    return () => {
      for (const unhook of hooks) unhook();
    };
  });
}

function keyOfMessage({ metadata }: Record<string, unknown>): string | undefined {
  return (metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key;
}

/** Shorter ones are over before they can be hit. */
const MIN_HOLD_S = 0.3;

/** Kills while a command runs. To cut it off the command dies first, as when somebody pulls the plug. */
function atCommand(scene: Scene, aim: 'command running' | 'command cut off'): Promise<Window> {
  const { world, server, random, cutOff } = scene;

  async function kill(line: Line): Promise<Window> {
    await world.pause(random() * 100);
    if (aim === 'command cut off') {
      server.freeze();
      cutOff.add(line.tag);
      endGroup(line.leader);
    }
    await gone(scene);
    return hasEnded(world, line) ? 'elsewhere' : aim;
  }

  return trap(scene, (spring) =>
    world.ledger.onLine((line) => {
      if (line.kind === 'begin' && line.hold >= MIN_HOLD_S) spring(() => kill(line));
    }),
  );
}

function hasEnded({ ledger }: World, line: Line): boolean {
  return ledger
    .lines()
    .some((one) => one.kind === 'end' && one.pid === line.pid && one.attempt === line.attempt);
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
