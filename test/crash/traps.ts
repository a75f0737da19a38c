/** Traps for a moment that something in the world brings about: the first one that comes springs them. */
import { systemClock } from '../../src/time.ts';
import type { Delivery, Request } from './chat.ts';
import type { Line } from './ledger.ts';
import type { ServerProcess } from './server-process.ts';
import type { Random } from './story.ts';
import type { Window } from './windows.ts';
import type { World } from './world.ts';

/** What a kill needs to know and to do. */
export type Scene = {
  world: World;
  server: ServerProcess;
  random: Random;
  /** The tags whose command the test ended together with the server. */
  cutOff: Set<string>;
  /** Since when the server could write nothing down, before it was killed. */
  heldSince?: number;
};

/** Without its moment in this time an aim kills wherever the server is. */
const WAIT_MS = 4_000;

/** From now on the server can write nothing down. */
export function held(scene: Scene): void {
  scene.heldSince ??= systemClock.now();
}

/** Kills, and waits until everything that the server had sent was read: an acknowledgement may be under way. */
export async function gone({ world, server, heldSince }: Scene): Promise<void> {
  world.kills.push({ from: heldSince ?? systemClock.now(), at: systemClock.now() });
  await server.kill();
  await world.until(() => world.chats.every((chat) => chat.connections() === 0), 1_000);
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

/** The next such delivery at this stage, in whatever chat. `act` begins before anything else can happen in this process. */
export function atDelivery(
  scene: Scene,
  at: 'sending' | 'sent',
  isMeant: (delivery: Delivery) => boolean,
  act: (delivery: Delivery) => Promise<Window>,
): Promise<Window> {
  return trap(scene, (spring) => {
    const hooks = scene.world.chats.map((chat) =>
      chat.onDelivery((delivery, reached) => {
        if (reached !== at || !isMeant(delivery)) return;
        const isHeard = at === 'sending' ? chat.connections() > 0 : delivery.isDelivered();
        if (isHeard) spring(() => act(delivery));
      }),
    );
    return () => {
      for (const unhook of hooks) unhook();
    };
  });
}

/** Kills when a chat has done what it was asked and has not answered yet. */
export function atRequest(
  scene: Scene,
  kind: Request['kind'],
  fell: (request: Request) => Window | false,
): Promise<Window> {
  return trap(scene, (spring) => {
    const hooks = scene.world.chats.map((chat) =>
      chat.onRequest((request) => {
        if (request.kind !== kind) return undefined;
        let killed: Promise<unknown> | undefined;
        spring(async () => {
          killed = gone(scene);
          await killed;
          return fell(request) || 'elsewhere';
        });
        return killed?.then(() => {});
      }),
    );
    return () => {
      for (const unhook of hooks) unhook();
    };
  });
}

/** When a command says that it began. */
export function atBegin(
  scene: Scene,
  isMeant: (line: Line) => boolean,
  act: (line: Line) => Promise<Window>,
): Promise<Window> {
  return trap(scene, (spring) =>
    scene.world.ledger.onLine((line) => {
      if (line.kind === 'begin' && isMeant(line)) spring(() => act(line));
    }),
  );
}
