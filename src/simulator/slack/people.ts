import { isObject, type Json } from '../common/json.ts';
import { NotThere } from '../common/not-there.ts';
import type { Envelopes, Outcome } from './envelopes.ts';
import { type ActionMatch, findAction } from './find-action.ts';
import { actionOf, clickPlace, commandPayload, interactionHead } from './payloads.ts';
import type { ResponseUrls, Source } from './response-urls.ts';
import type { Room } from './room.ts';
import { SlackError } from './slack-error.ts';
import type { Triggers } from './triggers.ts';
import { typedMessage } from './typed-message.ts';
import { applyViewAnswer } from './view-answers.ts';
import type { OpenView, Views } from './views.ts';
import {
  type Channel,
  findChannel,
  findEphemeral,
  findMessage,
  type Message,
  openDirectMessage,
  type World,
} from './world.ts';

/** What a modal's inputs hold, by block_id; a text for a text input, or the whole state of one element. */
export type ViewValues = Record<string, string | string[] | Json>;

/** What people do in their Slack clients. What is not there (any more) throws NotThere. */
export type People = {
  /** `@name` and `#channel` become mentions; other text is escaped as Slack's composer does. */
  say(user: string, channel: string, text: string, thread?: string): Message;
  click(user: string, channel: string, ts: string, action: ActionMatch, chosen?: Json): Promise<Outcome>;
  command(user: string, channel: string, command: string, text: string): Promise<Outcome>;
  submitView(viewId: string, values: ViewValues): Promise<Outcome>;
  closeView(viewId: string): Promise<Outcome | undefined>;
  edit(channel: string, ts: string, text: string): Message;
  remove(channel: string, ts: string): void;
  /** The direct message between a person and the bot. */
  directMessage(user: string): string;
};

type PeopleOptions = {
  world: World;
  room: Room;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  envelopes: Envelopes;
  nextTs: () => string;
  now: () => number;
};

export function createPeople(options: PeopleOptions): People {
  const { world, room, views, triggers, responseUrls, envelopes, nextTs, now } = options;

  function place(user: string, name: string): Channel {
    const channel = findChannel(world, name);
    if (!channel) throw new NotThere(`no channel ${name} in the simulated workspace`);
    if (!world.users.has(user)) throw new NotThere(`no user ${user} in the simulated workspace`);
    if (!channel.members.has(user)) throw new NotThere(`${user} is not a member of ${name}`);
    return channel;
  }

  function messageAt(channel: string, ts: string): Message {
    const message = findMessage(world, channel, ts);
    if (!message) throw new NotThere(`no message ${ts} in ${channel}`);
    return message;
  }

  /** Slack itself tells the person that a command went nowhere. */
  function complain(channel: Channel, user: string, command: string, error: string): void {
    room.whisper(
      channel,
      user,
      { text: `\`${command}\` failed with the error "${error}"`, blocks: [] },
      'slackbot',
    );
  }

  async function command(user: string, name: string, verb: string, text: string): Promise<Outcome> {
    const channel = place(user, name);
    const source: Source = { channel, user };
    const payload = commandPayload(world, {
      channel,
      user,
      command: verb,
      text: typedMessage(world, text).text,
      triggerId: triggers.make(user),
      responseUrl: responseUrls.make('commands', source),
    });
    const outcome = await envelopes.ask('slash_commands', payload, true);
    if (!outcome.acked) complain(channel, user, verb, outcome.error);
    else if (typeof outcome.response.text === 'string' || Array.isArray(outcome.response.blocks)) {
      try {
        responseUrls.answer(source, outcome.response);
      } catch (err) {
        if (!(err instanceof SlackError)) throw err;
        complain(channel, user, verb, 'dispatch_failed');
      }
    }
    return outcome;
  }

  async function click(
    user: string,
    name: string,
    ts: string,
    match: ActionMatch,
    chosen: Json = {},
  ): Promise<Outcome> {
    const channel = place(user, name);
    const ephemeral = findEphemeral(world, channel.id, ts);
    const clicked = ephemeral?.user === user ? ephemeral : messageAt(channel.id, ts);
    const found = findAction(clicked.blocks, match);
    if (!found)
      throw new NotThere(`no such button on message ${ts} in ${channel.id}: ${JSON.stringify(match)}`);
    const source: Source = {
      channel,
      user,
      ...('from' in clicked ? { ephemeral: clicked } : { message: clicked }),
    };
    const payload: Json = {
      ...interactionHead(world, 'block_actions', user),
      ...clickPlace(world, channel, clicked),
      trigger_id: triggers.make(user),
      response_url: responseUrls.make('actions', source),
      state: { values: {} },
      actions: [actionOf(found.element, found.blockId, nextTs(), chosen)],
    };
    return await envelopes.ask('interactive', payload, false);
  }

  function viewOf(id: string): OpenView {
    const view = views.find(id);
    if (!view) throw new NotThere(`no open view ${id}`);
    return view;
  }

  return {
    say(user, name, text, thread) {
      const channel = place(user, name);
      if (channel.archived) throw new NotThere(`${name} is archived`);
      const root = thread ? messageAt(channel.id, thread) : undefined;
      const draft = typedMessage(world, text);
      return room.post(channel, { user }, root ? { ...draft, threadTs: root.threadTs ?? root.ts } : draft);
    },
    click,
    command,
    async submitView(viewId, values) {
      const view = viewOf(viewId);
      const payload = {
        ...interactionHead(world, 'view_submission', view.user),
        trigger_id: triggers.make(view.user, view),
        view: views.wire(view, stateOf(view, values)),
        response_urls: [],
      };
      const outcome = await envelopes.ask('interactive', payload, true);
      if (outcome.acked) applyViewAnswer(views, view, outcome.response);
      else views.fail(view, outcome.error);
      return outcome;
    },
    async closeView(viewId) {
      const view = viewOf(viewId);
      const wire = views.wire(view);
      if (view.view.clear_on_close === true) views.clear(view);
      else views.close(view);
      if (view.view.notify_on_close !== true) return undefined;
      const payload = { ...interactionHead(world, 'view_closed', view.user), view: wire, is_cleared: false };
      return await envelopes.ask('interactive', payload, false);
    },
    edit(channel, ts, text) {
      return room.edit(messageAt(channel, ts), typedMessage(world, text), 'update');
    },
    remove: (channel, ts) => room.remove(messageAt(channel, ts)),
    directMessage: (user) => openDirectMessage(world, user, now()).id,
  };
}

/** `view.state.values`: every input is there, an empty one with null. */
function stateOf(view: OpenView, values: ViewValues): Json {
  const state: Json = {};
  const blocks = Array.isArray(view.view.blocks) ? view.view.blocks.filter(isObject) : [];
  for (const block of blocks) {
    const element = block.element;
    if (block.type !== 'input' || !isObject(element)) continue;
    const id = String(block.block_id);
    state[id] = { [String(element.action_id)]: elementState(element, values[id]) };
  }
  return state;
}

function elementState(element: Json, value: ViewValues[string] | undefined): Json {
  const type = String(element.type);
  if (isObject(value)) return { type, ...value };
  const options = Array.isArray(element.options) ? element.options.filter(isObject) : [];
  const option = (wanted: string): Json | null => options.find((one) => one.value === wanted) ?? null;
  const one = typeof value === 'string' && value !== '' ? value : null;
  const many = Array.isArray(value) ? value : [];
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: one === null ? null : option(one) };
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: many.map(option).filter((found) => found !== null) };
    case 'users_select':
      return { type, selected_user: one };
    case 'datepicker':
      return { type, selected_date: one };
    case 'timepicker':
      return { type, selected_time: one };
    default:
      return { type, value: one };
  }
}
