/** One simulated workspace of Slack: slash commands, buttons, dialogs, threads, and whispers in a room. */
import { silentLog } from '../../../src/log.ts';
import type { EnvelopeRecord, Outcome } from '../../../src/simulator/slack/envelopes.ts';
import { type Json, type Limits, slackLimits } from '../../../src/simulator/slack/options.ts';
import { createSlackSimulator, type SlackSimulator } from '../../../src/simulator/slack/simulator.ts';
import type { OpenView } from '../../../src/simulator/slack/views.ts';
import type { Message as SlackMessage } from '../../../src/simulator/slack/world.ts';
import { systemClock } from '../../../src/time.ts';
import { accountsBy, mapRooms, NAMES, PEOPLE, type Person } from '../cast.ts';
import {
  type Answer,
  type Chat,
  type Delivery,
  type Dialog,
  FAULTS,
  type Message,
  RETRY_DELAYS_MS,
  type Taken,
} from '../chat.ts';
import { createBoard } from './board.ts';
import { createHearing } from './hearing.ts';
import { approvalOf, gateOf, inputOf, readCard, textOf } from './slack-card.ts';

const BOT_TOKEN = 'xoxb-crash';
const APP_TOKEN = 'xapp-crash';

/** Much is posted in a short time: only the server's own pacing counts here, the vendor's limits have their own tests. */
const generous = { burst: 100_000, perMinute: 100_000 };
const limits: Partial<Limits> = {
  eventRetryDelaysMs: [...RETRY_DELAYS_MS],
  postPerChannel: generous,
  rates: Object.fromEntries(Object.keys(slackLimits.rates).map((method) => [method, generous])),
};

const accounts = accountsBy((person) => `U0${person.toUpperCase()}`);

export function slackAccount(person: Person): string {
  return accounts.idOf(person);
}

export function slackRoom(name: string): string {
  return `C0${name.toUpperCase()}`;
}

export function createSlackChat(): Chat {
  const slack = createSlackSimulator({
    clock: systemClock,
    log: silentLog,
    team: { id: 'T0TEAM', name: 'crash' },
    app: { id: 'A0APP', botUserId: 'U0BOT', botId: 'B0BOT', botName: 'greenlight' },
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    signingSecret: 'not used',
    users: PEOPLE.map((person) => ({ id: accounts.idOf(person), name: person, realName: NAMES[person] })),
    channels: mapRooms((name) => ({
      id: slackRoom(name),
      name,
      memberIds: PEOPLE.map(accounts.idOf),
      botIn: true,
    })),
    limits,
  });
  const board = createBoard();
  const dialogs = new Map<OpenView, Dialog>();
  const hearing = createHearing();
  slack.subscribe((change) => {
    if (change.type === 'message' && change.message.botId !== undefined && !isDirect(slack, change.message))
      board.put(messageOf(change.message));
    if (change.type === 'view') noteDialog(change.view);
    if (change.type === 'envelope') {
      const { envelope } = change;
      const isLast = envelope.attempt >= RETRY_DELAYS_MS.length && envelope.missed !== undefined;
      const ts = typedIn(envelope);
      if (ts !== undefined) hearing.told(ts, envelope.ackedAt !== undefined, isLast);
    }
  });

  function noteDialog(view: OpenView): void {
    const person = accounts.personOf(view.user);
    const approval = approvalOf(view);
    if (dialogs.has(view) || person === undefined || approval === undefined) return;
    dialogs.set(view, { person, approval, at: systemClock.now(), isOpen: () => view.open });
  }

  function viewOf(dialog: Dialog): OpenView {
    for (const [view, known] of dialogs) if (known === dialog) return view;
    throw new Error('a dialog that nobody opened');
  }

  return {
    id: 'slack',
    title: 'Slack',
    async start() {
      const { apiUrl } = await slack.start();
      return { kind: 'slack', botToken: BOT_TOKEN, appToken: APP_TOKEN, apiUrl };
    },
    stop: () => slack.stop(),
    connections: () => slack.connections(),
    spoil: (seed) =>
      slack.faults.rate(seed, {
        ...FAULTS,
        only: (target) => !['apps.connections.open', 'auth.test'].includes(target),
      }),
    heal: () => slack.faults.clear(),
    people: {
      command: async (person, room, name, text) =>
        takenOf(await slack.people.command(accounts.idOf(person), room, `/${name}`, text)),
      async click(person, message, gate, verdict) {
        const isMeant = (element: Json): boolean =>
          String(element.action_id).startsWith(`decide:${verdict}:`) &&
          gateOf(element)?.approval === gate.approval;
        return takenOf(await slack.people.click(accounts.idOf(person), message.room, message.id, isMeant));
      },
      reply(person, message, text) {
        const { ts } = slack.people.say(accounts.idOf(person), message.room, text, message.id);
        return hearing.of(ts);
      },
      dialogs: {
        get opened() {
          return [...dialogs.values()];
        },
        async submit(dialog, reason) {
          const view = viewOf(dialog);
          return takenOf(await slack.people.submitView(view.id, { [inputOf(view)]: reason }));
        },
        async close(dialog) {
          await slack.people.closeView(viewOf(dialog).id);
        },
      },
    },
    messages: board.messages,
    answers: (person) => answersIn(slack, person, dialogs),
    subscribe({ posted, changed }) {
      board.onPut(posted);
      slack.subscribe(changed);
    },
    onDelivery: (act) =>
      slack.onEnvelope((envelope, stage) => {
        if (stage === 'sending' || stage === 'sent') act(deliveryOf(envelope), stage);
      }),
    onRequest: (act) =>
      slack.onCall((method, args, stage) => {
        const key = keyIn(args.metadata);
        if (stage !== 'applied' || key === undefined) return undefined;
        if (method === 'chat.update') return act({ kind: 'edit', names: [String(args.ts)] });
        if (method !== 'chat.postMessage') return undefined;
        const sent = slack.world.messages.findLast(({ metadata }) => keyIn(metadata) === key);
        return sent && act({ kind: 'post', names: [sent.ts] });
      }),
  };
}

/** The key that the bot sends with each card and notice. */
function keyIn(metadata: unknown): string | undefined {
  return (metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key;
}

function isDirect(slack: SlackSimulator, { channel }: SlackMessage): boolean {
  return slack.world.channels.get(channel)?.imUser !== undefined;
}

function messageOf(message: SlackMessage): Message {
  return {
    chat: 'slack',
    id: message.ts,
    room: message.channel,
    ...(message.threadTs === undefined ? {} : { thread: message.threadTs }),
    isGone: () => message.deleted,
    card: () => readCard(message.blocks),
    versions: () => message.history.map(({ blocks }) => readCard(blocks)),
    text: () => textOf(message.blocks),
  };
}

/** What only this person saw: in a room, in a direct message, in a dialog's place. */
function answersIn(
  slack: SlackSimulator,
  person: Person,
  dialogs: ReadonlyMap<OpenView, Dialog>,
): readonly Answer[] {
  const user = accounts.idOf(person);
  const whispers = slack.world.ephemerals.filter((one) => one.user === user && one.from === 'bot');
  const direct = slack.world.messages.filter(
    (one) => one.botId !== undefined && slack.world.channels.get(one.channel)?.imUser === user,
  );
  const inDialogs = [...dialogs]
    .filter(([, dialog]) => dialog.person === person)
    .map(([{ view }]) => ({ at: Number.POSITIVE_INFINITY, text: textOf(view.blocks) }));
  return [...whispers, ...direct].map(({ postedAt, text }) => ({ at: postedAt, text })).concat(inDialogs);
}

function takenOf(outcome: Outcome): Taken {
  return outcome.acked ? { acked: true, answer: JSON.stringify(outcome.response) } : { acked: false };
}

/** The message that an event tells of. */
function typedIn({ type, payload }: EnvelopeRecord): string | undefined {
  return type === 'events_api' ? (payload.event as { ts?: string }).ts : undefined;
}

type Payload = {
  command?: string;
  type?: string;
  trigger_id?: string;
  user_id?: string;
  user?: { id: string };
  actions?: { action_id: string }[];
};

function deliveryOf(envelope: EnvelopeRecord): Delivery {
  const {
    command,
    type: kind,
    trigger_id: trigger,
    user,
    user_id: typist,
    actions,
  } = envelope.payload as Payload;
  const isDeploy = command === '/deploy';
  const isApproval = actions?.[0]?.action_id.startsWith('decide:approve') === true;
  const isStranger = (user?.id ?? typist) === accounts.idOf('dana');
  return {
    chat: 'slack',
    name: String(trigger),
    weighty: envelope.type === 'interactive' || isDeploy,
    deciding: !isStranger && (isDeploy || kind === 'view_submission' || isApproval),
    isDelivered: () => envelope.connection?.startsWith('link-') === true,
    isAcked: () => envelope.ackedAt !== undefined,
    isMissed: () => envelope.missed !== undefined,
  };
}
