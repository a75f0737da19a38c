/** A simulated Feishu with its long connection: commands by mention, forms in the card, toasts and direct messages. */

import { silentLog } from '../../../src/log.ts';
import type { ClickOutcome } from '../../../src/simulator/feishu/click-outcome.ts';
import type { FeishuLimits } from '../../../src/simulator/feishu/options.ts';
import type { PushRecord } from '../../../src/simulator/feishu/push-record.ts';
import { createFeishuSimulator, type FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import type { Message as FeishuMessage } from '../../../src/simulator/feishu/world.ts';
import type { Json } from '../../../src/simulator/slack/options.ts';
import { systemClock } from '../../../src/time.ts';
import { accountsBy, mapRooms, NAMES, PEOPLE, type Person } from '../cast.ts';
import {
  type Answer,
  type Chat,
  type Delivery,
  FAULTS,
  type Message,
  RETRY_DELAYS_MS,
  type Taken,
} from '../chat.ts';
import { createBoard } from './board.ts';
import { inputBeside, readCard, textOf, type Value, valueOf } from './feishu-card.ts';
import { createHearing } from './hearing.ts';

const APP = { appId: 'cli_00000000000c4a54', appSecret: 'not used' };

/** Much is posted in a short time: only the server's own pacing counts here, the vendor's limits have their own tests. */
const generous = { count: 100_000, perMs: 1_000 };
const limits: Partial<FeishuLimits> = {
  socketRetryDelaysMs: [...RETRY_DELAYS_MS],
  perChat: generous,
  patchPerMessage: generous,
  perMethod: [generous],
};

const accounts = accountsBy((person) => `ou_${person}`);

export function feishuRoom(name: string): string {
  return `oc_${name}`;
}

/** As the configuration calls them: one person by their address. */
export function feishuAccount(person: Person): string {
  return person === 'chen' ? addressOf(person) : accounts.idOf(person);
}

function addressOf(person: Person): string {
  return `${person}@example.com`;
}

export function createFeishuChat(): Chat {
  const feishu = createFeishuSimulator({
    clock: systemClock,
    log: silentLog,
    app: { ...APP, botOpenId: 'ou_bot', botName: 'greenlight' },
    tenantKey: 'crash',
    users: PEOPLE.map((person) => ({
      openId: accounts.idOf(person),
      userId: person,
      unionId: `on_${person}`,
      name: NAMES[person],
      email: addressOf(person),
      locale: 'en_us',
    })),
    chats: mapRooms((name) => ({
      id: feishuRoom(name),
      name,
      memberIds: PEOPLE.map(accounts.idOf),
      botIn: true,
    })),
    limits,
  });
  const board = createBoard();
  const hearing = createHearing();
  feishu.subscribe((change) => {
    if (change.type === 'message' && change.message.byBot && change.message.chatType === 'group')
      board.put(messageOf(change.message));
    if (change.type !== 'push' || change.push.kind !== 'message') return;
    const { push } = change;
    const isLast = push.attempt >= RETRY_DELAYS_MS.length && push.missed !== undefined;
    hearing.told(nameOf(push), push.ackedAt !== undefined, isLast);
  });

  async function say(person: Person, room: string, text: string, replyTo?: string): Promise<Taken> {
    const said = feishu.people.say(accounts.idOf(person), room, text, {
      mention: true,
      ...(replyTo === undefined ? {} : { replyTo }),
    });
    return await hearing.of(said.messageId);
  }

  return {
    id: 'feishu',
    title: 'Feishu',
    async start() {
      const { base } = await feishu.start();
      return { kind: 'feishu', ...APP, apiUrl: base };
    },
    stop: () => feishu.stop(),
    connections: () => feishu.connections(),
    spoil: (seed) =>
      feishu.faults.rate(seed, { ...FAULTS, only: (target) => /^(?:push|im\.message)/.test(target) }),
    heal: () => feishu.faults.clear(),
    people: {
      command: (person, room, name, text) => say(person, room, `/${name} ${text}`),
      async click(person, { id }, gate, verdict, reason) {
        const isMeant = (button: Json): boolean => {
          const value = valueOf(button);
          return value?.approval === gate.approval && value.verdict === verdict;
        };
        const form =
          verdict === 'approve' ? {} : { [inputBeside(feishu.world.byId.get(id)?.card, isMeant)]: reason };
        return takenOf(await feishu.people.click(accounts.idOf(person), id, isMeant, form));
      },
      reply: (person, { room, id }, text) => say(person, room, text, id),
    },
    messages: board.messages,
    answers: (person) => answersIn(feishu, person),
    subscribe({ posted, changed }) {
      board.onPut(posted);
      feishu.subscribe(changed);
    },
    onDelivery: (act) =>
      feishu.onPush((push, stage) => {
        if (stage === 'sending' || stage === 'sent') act(deliveryOf(push), stage);
      }),
    onRequest: (act) =>
      feishu.onCall((method, args, stage) => {
        if (stage !== 'applied') return undefined;
        if (method === 'im.message.patch') return act({ kind: 'edit', names: [String(args.message_id)] });
        if (!/^im\.message\.(?:create|reply)$/.test(method) || args.msg_type !== 'interactive')
          return undefined;
        const sent = feishu.world.messages.findLast(({ uuid }) => uuid === args.uuid);
        return sent && act({ kind: 'post', names: [sent.messageId] });
      }),
  };
}

function messageOf(message: FeishuMessage): Message {
  return {
    chat: 'feishu',
    id: message.messageId,
    room: message.chat,
    ...(message.rootId === undefined ? {} : { thread: message.rootId }),
    isGone: () => message.gone !== undefined,
    card: () => message.card && readCard(message.card),
    versions: () => message.history.map(({ card }) => card && readCard(card)),
    text: () => (message.card === undefined ? message.text : textOf(message.card)),
  };
}

/** What only this person saw: as a toast, or in their direct conversation with the bot. */
function answersIn(feishu: FeishuSimulator, person: Person): readonly Answer[] {
  const user = accounts.idOf(person);
  const toasts = feishu.toasts(user).filter(({ error }) => error === undefined);
  const direct = feishu.messages(feishu.people.directChat(user)).filter(({ byBot }) => byBot);
  return [
    ...toasts.map(({ at, content }) => ({ at, text: content })),
    ...direct.map(({ createdAt, card, text }) => ({
      at: createdAt,
      text: card === undefined ? text : textOf(card),
    })),
  ];
}

function takenOf(outcome: ClickOutcome): Taken {
  return outcome.acked ? { acked: true, answer: JSON.stringify(outcome.response) } : { acked: false };
}

type Told = {
  message?: { message_id: string; content: string };
  sender?: { sender_id: { open_id: string } };
  operator?: { open_id: string };
  action?: { value: Value };
};

/** What an event is known by however often it is pushed. */
function nameOf({ kind, eventId, payload }: PushRecord): string {
  return kind === 'message' ? String((payload.event as Told).message?.message_id) : eventId;
}

function deliveryOf(push: PushRecord): Delivery {
  const { message, sender, operator, action } = push.payload.event as Told;
  const isDeploy = message?.content.includes('/deploy ') === true;
  const isStranger = (operator?.open_id ?? sender?.sender_id.open_id) === accounts.idOf('dana');
  return {
    chat: 'feishu',
    name: nameOf(push),
    weighty: action !== undefined || isDeploy,
    deciding: !isStranger && (action !== undefined || isDeploy),
    isDelivered: () => push.connection !== undefined && push.connection !== 'lost on the way',
    isAcked: () => push.ackedAt !== undefined,
    isMissed: () => push.missed !== undefined,
  };
}
