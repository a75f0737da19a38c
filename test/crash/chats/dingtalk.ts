/** A simulated DingTalk with its stream: commands by mention, inputs in the card, quotes, and direct messages to approvers. */

import { silentLog } from '../../../src/log.ts';
import type { Outcome } from '../../../src/simulator/dingtalk/people.ts';
import type { PushRecord } from '../../../src/simulator/dingtalk/pushes.ts';
import {
  createDingTalkSimulator,
  type DingTalkSimulator,
} from '../../../src/simulator/dingtalk/simulator.ts';
import type { CardPost, RobotMessage, RoomMessage, World } from '../../../src/simulator/dingtalk/world.ts';
import type { Json } from '../../../src/simulator/slack/options.ts';
import { systemClock } from '../../../src/time.ts';
import { accountsBy, mapRooms, NAMES, PEOPLE, type Person } from '../cast.ts';
import { type Answer, type Chat, type Delivery, FAULTS, type Message, type Taken } from '../chat.ts';
import { createBoard } from './board.ts';
import { plain, readCard, textOf, type Variables } from './dingtalk-card.ts';
import { createHearing } from './hearing.ts';

const APP = { clientId: 'dingcrash', clientSecret: 'not used' };
const TEMPLATE = 'crash.schema';

/** A message that was not acknowledged is pushed again after this. */
const REPUSH_MS = 3_000;
const ATTEMPTS = 7;

const CREATE = 'POST /v1.0/card/instances/createAndDeliver';
const UPDATE = 'PUT /v1.0/card/instances';
const SEND_DIRECT = 'POST /v1.0/robot/oToMessages/batchSend';

const accounts = accountsBy((person) => `staff-${person}`);

export function dingtalkRoom(name: string): string {
  return `cid${name}==`;
}

/** As the configuration calls them: one person by their number. */
export function dingtalkAccount(person: Person): string {
  return person === 'chen' ? `+86${numberOf(person)}` : accounts.idOf(person);
}

function numberOf(person: Person): string {
  return `1380000000${PEOPLE.indexOf(person)}`;
}

export function createDingTalkChat(): Chat {
  const dingtalk = createDingTalkSimulator({
    clock: systemClock,
    log: silentLog,
    corpId: 'dingcorp',
    app: { ...APP, robotCode: APP.clientId, botName: 'greenlight' },
    users: PEOPLE.map((person) => ({
      userId: accounts.idOf(person),
      dingtalkId: `$:LWCP_v1:$${person}`,
      name: NAMES[person],
      mobile: numberOf(person),
    })),
    groups: mapRooms((name) => ({
      id: dingtalkRoom(name),
      name,
      memberIds: PEOPLE.map(accounts.idOf),
      botIn: true,
    })),
    templates: [{ id: TEMPLATE, kind: 'shipped' }],
    // Much is posted in a short time: only the server's own pacing counts here, the vendor's limits have their own tests.
    limits: { callsPerSecond: 100_000, repushMs: REPUSH_MS, messageAttempts: ATTEMPTS },
  });
  const { world } = dingtalk;
  const board = createBoard();
  /** The card behind a message. */
  const trackIds = new Map<string, string>();
  const hearing = createHearing();
  dingtalk.subscribe((change) => {
    if (change.type === 'message' && world.groups.has(change.message.place)) note(change.message);
    if (change.type !== 'push' || change.push.kind !== 'message') return;
    const { push } = change;
    hearing.told(nameOf(push), push.ackedAt !== undefined, push.attempt >= ATTEMPTS);
  });

  function note(message: RoomMessage): void {
    if (message.kind === 'robot') board.put(saidTo(message));
    if (message.kind !== 'card') return;
    const { carrierId, outTrackId } = message;
    const post = world.posts.findLast((one) => one.kind === 'card' && one.carrierId === carrierId);
    trackIds.set(carrierId, outTrackId);
    if (post?.kind === 'card') board.put(messageOf(world, post));
  }

  async function say(person: Person, room: string, text: string, quote?: string): Promise<Taken> {
    const said = dingtalk.people.say(accounts.idOf(person), room, text, quote === undefined ? {} : { quote });
    return await hearing.of(said.msgId);
  }

  return {
    id: 'dingtalk',
    title: 'DingTalk',
    async start() {
      const { base } = await dingtalk.start();
      return { kind: 'dingtalk', ...APP, cardTemplateId: TEMPLATE, apiUrl: base, oapiUrl: base };
    },
    stop: () => dingtalk.stop(),
    connections: () => dingtalk.connections(),
    spoil: (seed) =>
      dingtalk.faults.rate(seed, { ...FAULTS, only: (target) => /^push|\/card\/|\/robot\//.test(target) }),
    heal: () => dingtalk.faults.clear(),
    people: {
      command: (person, room, name, text) => say(person, room, `/${name} ${text}`),
      async click(person, { id }, { approval, attempt }, verdict, reason) {
        const match = { verdict, gate: `${approval}:${attempt}` };
        const inputs: Record<string, string> = verdict === 'approve' ? {} : { reason };
        return takenOf(
          await dingtalk.people.click(accounts.idOf(person), trackIds.get(id) ?? '', match, inputs),
        );
      },
      reply: (person, { room, id }, text) => say(person, room, text, id),
    },
    messages: board.messages,
    answers: (person) => answersIn(dingtalk, person),
    subscribe({ posted, changed }) {
      board.onPut(posted);
      dingtalk.subscribe(changed);
    },
    onDelivery: (act) =>
      dingtalk.onPush((push, stage) => {
        if (stage === 'sending' || stage === 'sent') act(deliveryOf(push), stage);
      }),
    onRequest: (act) =>
      dingtalk.onCall((method, args, stage) => {
        if (stage !== 'applied') return undefined;
        const names = method === SEND_DIRECT ? directNames(world, args) : cardNames(world, args);
        if (names.length === 0) return undefined;
        if (method === UPDATE) return act({ kind: 'edit', names });
        return method === CREATE || method === SEND_DIRECT ? act({ kind: 'post', names }) : undefined;
      }),
  };
}

/** What the server may call a card: by its message, or by itself when it was looked up. */
function cardNames(world: World, { outTrackId }: Json): string[] {
  const post = world.posts.findLast((one) => one.kind === 'card' && one.outTrackId === outTrackId);
  return post?.kind === 'card' ? [post.carrierId, `found:${post.outTrackId}`] : [];
}

/** The call to decide that was just sent to somebody; answers have no place in the server's tables. */
function directNames(world: World, { msgKey, msgParam }: Json): string[] {
  if (msgKey !== 'sampleMarkdown') return [];
  const post = world.posts.findLast(
    (one) => one.kind === 'robot' && one.via === 'oToMessages' && JSON.stringify(one.msgParam) === msgParam,
  );
  return post?.kind === 'robot' ? [post.processQueryKey] : [];
}

function messageOf(world: World, post: CardPost): Message {
  const versions = (): Variables[] =>
    (world.cards.get(post.outTrackId)?.history ?? []).map(({ cardParamMap }) => cardParamMap);
  const now = (): Variables => world.cards.get(post.outTrackId)?.history.at(-1)?.cardParamMap ?? {};
  return {
    chat: 'dingtalk',
    id: post.carrierId,
    room: post.place,
    isGone: () => post.recalled,
    card: () => readCard(now()),
    versions: () => versions().map(readCard),
    text: () => textOf(now()),
  };
}

/** Anything but a card. */
function saidTo({ place, processQueryKey, text }: RobotMessage): Message {
  return {
    chat: 'dingtalk',
    id: processQueryKey,
    room: place,
    isGone: () => false,
    card: () => undefined,
    versions: () => [undefined],
    text: () => text,
  };
}

/** What the robot wrote to this person alone. */
function answersIn(dingtalk: DingTalkSimulator, person: Person): readonly Answer[] {
  const troubled = new Set<unknown>();
  for (const { method, outcome, result } of dingtalk.calls)
    if (method === SEND_DIRECT && outcome !== 'ok') troubled.add(result?.processQueryKey);
  return dingtalk.people.directMessages(accounts.idOf(person)).map(({ postedAt, text, processQueryKey }) => ({
    at: postedAt,
    text: plain(text),
    unknown: troubled.has(processQueryKey),
  }));
}

function takenOf(outcome: Outcome): Taken {
  return outcome.acked ? { acked: true, answer: JSON.stringify(outcome.response) } : { acked: false };
}

/** What stands in the stored event: a message's own id, which every frame repeats; the frame's id of a click, which comes once. */
function nameOf({ kind, messageId, data }: PushRecord): string {
  return kind === 'message' ? String(data.msgId) : messageId;
}

function deliveryOf(push: PushRecord): Delivery {
  const { text, senderStaffId, userId } = push.data as {
    text?: { content: string };
    senderStaffId?: string;
    userId?: string;
  };
  const isDeploy = text?.content.includes('/deploy ') === true;
  const isStranger = (userId ?? senderStaffId) === accounts.idOf('dana');
  return {
    chat: 'dingtalk',
    name: nameOf(push),
    weighty: push.kind === 'card' || isDeploy,
    deciding: !isStranger && (push.kind === 'card' || isDeploy),
    isDelivered: () => push.connection !== undefined && push.connection !== 'lost on the way',
    isAcked: () => push.ackedAt !== undefined,
    isMissed: () => push.missed !== undefined,
  };
}
