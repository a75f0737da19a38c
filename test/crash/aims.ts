/**
 * Where kills are aimed at, all from outside: at what the simulated chats send and hear, at what the commands write, and at the moment when a
 * row appears in the database. Each aim waits for its moment, kills, and tells into which window the kill really fell.
 */
import { type Barred, openBar } from './bar.ts';
import type { ChatId, Delivery } from './chat.ts';
import type { Line } from './ledger.ts';
import { openSpy, type Spy } from './spy.ts';
import { atBegin, atDelivery, atRequest, gone, held, type Scene } from './traps.ts';
import type { Aim, Window } from './windows.ts';
import type { World } from './world.ts';

/** An acknowledgement comes within this, or it does not count any more. */
const ACK_MS = 3_500;
/** A server that acknowledges what it cannot store does so in this time. */
const TEMPT_MS = 400;
/** The embedded engine has done what it was asked within this, or soon after. */
const MAX_ANSWER_MS = 40;

export async function killAt(aim: Aim, scene: Scene): Promise<Window> {
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
  aim: Exclude<Aim, 'starting up' | 'elsewhere'>,
  scene: Scene,
  spy: Spy,
): Promise<Window> {
  const { server } = scene;
  switch (aim) {
    case 'before store':
      return await unheard(scene, spy);
    case 'unstored in slack':
      return await unstored('slack', scene, spy);
    case 'unstored in feishu':
      return await unstored('feishu', scene, spy);
    case 'unstored in dingtalk':
      return await unstored('dingtalk', scene, spy);
    case 'stored not acked':
    case 'decided not acked':
      return await atDelivery(scene, 'sent', isWeighty, async (delivery) => {
        const wanted = aim === 'stored not acked' ? 'stored' : 'done';
        server.crawl(() => spy.inbox(delivery) === wanted);
        return await fallen(scene, delivery, spy);
      });
    case 'acked not decided':
      return await undecided(scene, spy);
    case 'decided not called':
      return await uncalled(scene, spy);
    case 'called not answered':
      return await unanswered(scene, spy);
    case 'posted not recorded':
      return await atRequest(scene, 'post', (request) => spy.isUnrecorded(request) && aim);
    case 'edited not recorded':
      return await atRequest(scene, 'edit', (request) => spy.isEditing(request) && aim);
    case 'command running':
    case 'command cut off':
      return await atCommand(scene, aim);
  }
}

/** Waits for something that a chat sees, for as long as an acknowledgement may take. */
async function stage({ world }: Scene, reached: () => boolean): Promise<void> {
  await world.until(reached, ACK_MS);
}

/** The window of a delivery, by what its sender saw and by the server's rows. */
async function fallen(scene: Scene, delivery: Delivery, spy: Spy): Promise<Window> {
  await gone(scene);
  const acked = delivery.isAcked();
  switch (spy.inbox(delivery)) {
    case undefined:
      return delivery.isDelivered() ? 'before store' : 'elsewhere';
    case 'stored':
      return acked ? 'acked not decided' : 'stored not acked';
    case 'done':
    case 'buried':
      return acked ? 'elsewhere' : 'decided not acked';
  }
}

/** The server has it in its socket and has not read it. */
function unheard(scene: Scene, spy: Spy): Promise<Window> {
  return atDelivery(scene, 'sending', isWeighty, async (delivery) => {
    held(scene);
    scene.server.freeze();
    await stage(scene, () => delivery.isDelivered() || delivery.isMissed());
    return await fallen(scene, delivery, spy);
  });
}

/** It has read everything and can store nothing. */
async function unstored(chat: ChatId, scene: Scene, spy: Spy): Promise<Window> {
  const isHere = (delivery: Delivery): boolean => isWeighty(delivery) && delivery.chat === chat;
  return await atBarred('anything', scene, isHere, async (delivery) => {
    await stage(scene, () => delivery.isDelivered() || delivery.isMissed());
    await scene.world.until(() => delivery.isAcked(), TEMPT_MS);
    return await fallen(scene, delivery, spy);
  });
}

/** It acknowledges what it has only stored. */
async function undecided(scene: Scene, spy: Spy): Promise<Window> {
  return await atBarred('a decision', scene, isWeighty, async (delivery) => {
    await stage(scene, () => delivery.isAcked() || delivery.isMissed());
    return await fallen(scene, delivery, spy);
  });
}

/** It has decided and cannot write down that it asks the engine. */
async function uncalled(scene: Scene, spy: Spy): Promise<Window> {
  return await atBarred('that it asks', scene, isDeciding, async () => {
    const before = spy.lastCall();
    await stage(scene, () => spy.call(before)?.state === 'owed');
    return await asked(scene, before, spy);
  });
}

/** The engine does what it was asked, and its answer cannot be written down. */
async function unanswered(scene: Scene, spy: Spy): Promise<Window> {
  return await atBarred('an answer', scene, isDeciding, async () => {
    const before = spy.lastCall();
    await stage(scene, () => spy.call(before)?.state === 'sent');
    await scene.world.pause(scene.random() * MAX_ANSWER_MS);
    return await asked(scene, before, spy);
  });
}

/** Before the next such delivery the server is kept from writing something. */
async function atBarred(
  barred: Barred,
  scene: Scene,
  isMeant: (delivery: Delivery) => boolean,
  act: (delivery: Delivery) => Promise<Window>,
): Promise<Window> {
  const { server, world } = scene;
  const bar = openBar(world.databaseFile, barred);
  try {
    return await atDelivery(scene, 'sending', isMeant, async (delivery) => {
      held(scene);
      server.crawl(() => bar.raise());
      server.thaw();
      return await act(delivery);
    });
  } finally {
    bar.lower();
  }
}

/** The window of a kill by how far the question to the engine had come. */
async function asked(scene: Scene, before: number, spy: Spy): Promise<Window> {
  await gone(scene);
  const state = spy.call(before)?.state;
  if (state === 'owed') return 'decided not called';
  return state === 'sent' ? 'called not answered' : 'elsewhere';
}

function isWeighty({ weighty }: Delivery): boolean {
  return weighty;
}

function isDeciding({ deciding }: Delivery): boolean {
  return deciding;
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

  return atBegin(scene, (line) => line.hold >= MIN_HOLD_S, kill);
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
