import { createHash } from 'node:crypto';
import type { Json } from '../common/json.ts';
import { messageLinks, messageText } from './message-kinds.ts';
import type {
  DepartmentOption,
  DingTalkSimulatorOptions,
  GroupOption,
  TemplateKind,
  UserOption,
} from './options.ts';
import {
  BUILTIN_TEMPLATE,
  type CardButton,
  standardButtons,
  standardText,
  templateButtons,
  templateText,
} from './template.ts';

/** One state of a card; the last one is what people see now. */
export type CardVersion = {
  /** Milliseconds since the epoch. */
  at: number;
  by: 'create' | 'update' | 'callback';
  /** All variables as they were then; empty for a StandardCard. */
  cardParamMap: Record<string, string>;
  /** The parsed `cardData` of a StandardCard. */
  standard?: Json;
};

/** A card, however many conversations it was delivered to. */
export type Card = {
  /** The `cardBizId` of a StandardCard. */
  outTrackId: string;
  /** `….schema` or `StandardCard` */
  templateId: string;
  callbackType: 'STREAM' | 'none';
  extension: Json;
  /** The variables that one person sees differently, by user id. */
  privateData: Record<string, Record<string, string>>;
  history: CardVersion[];
};

/** What a conversation shows, oldest first; data only. `place` is the conversation id of a group or of a direct chat. */
export type Post = CardPost | RobotPost | SaidPost;

/** A card in one of the conversations that it was delivered to. */
export type CardPost = {
  kind: 'card';
  place: string;
  /** Also the processQueryKey of the message that carries the card. */
  carrierId: string;
  outTrackId: string;
  postedAt: number;
  recalled: boolean;
};

/** A message of the robot that is not a card. */
export type RobotPost = {
  kind: 'robot';
  place: string;
  /** Empty for an answer by session webhook, which names nothing. */
  processQueryKey: string;
  /** `sampleMarkdown`, …; the `msgtype` of an answer by session webhook. */
  msgKey: string;
  msgParam: Json;
  via: 'groupMessages' | 'oToMessages' | 'sessionWebhook';
  atUserIds: string[];
  postedAt: number;
  recalled: boolean;
};

/** What a person wrote. */
export type SaidPost = {
  kind: 'said';
  place: string;
  msgId: string;
  userId: string;
  text: string;
  mention: boolean;
  /** The carrierId or processQueryKey of the message that it answers. */
  quote?: string;
  postedAt: number;
  recalled: boolean;
};

/** A card as `messages` gives it: the post and the card's present state in one. */
export type CardMessage = CardPost &
  Card & {
    /** The newest version's variables. */
    cardParamMap: Record<string, string>;
    /** What everybody sees to press. */
    buttons: CardButton[];
    /** Everything that can be read on the card. */
    text: string;
  };

export type RobotMessage = RobotPost & {
  /** Everything that can be read in the message. */
  text: string;
  /** The addresses behind its buttons and links. */
  links: { title: string; url: string }[];
};

export type RoomMessage = CardMessage | RobotMessage | SaidPost;

export type Group = Omit<GroupOption, 'memberIds'> & { members: Set<string> };

export type World = {
  corpId: string;
  users: Map<string, UserOption>;
  groups: Map<string, Group>;
  departments: Map<number, DepartmentOption>;
  /** The user id behind the conversation id of each direct chat with the robot. */
  directs: Map<string, string>;
  templates: Map<string, TemplateKind>;
  /** By outTrackId. */
  cards: Map<string, Card>;
  /** Oldest first. */
  posts: Post[];
};

export function createWorld(options: DingTalkSimulatorOptions): World {
  const { corpId, app, users, groups, departments = [ROOT], templates = [] } = options;
  return {
    corpId,
    users: new Map(users.map((user) => [user.userId, user])),
    groups: new Map(groups.map((group) => [group.id, openGroup(group)])),
    departments: new Map(departments.map((one) => [one.id, one])),
    directs: new Map(users.map((user) => [directId(app.robotCode, user.userId), user.userId])),
    templates: new Map<string, TemplateKind>([
      [BUILTIN_TEMPLATE, 'builtin'],
      ...templates.map(({ id, kind }) => [id, kind] as const),
    ]),
    cards: new Map(),
    posts: [],
  };
}

/** Where outsiders belong. */
export const OTHER_CORP = 'dingelsewhere';

const ROOT: DepartmentOption = { id: 1, memberIds: [] };

function openGroup({ id, name, memberIds, botIn }: GroupOption): Group {
  return { id, name, botIn, members: new Set(memberIds) };
}

/** Each pair of person and robot has one chat, and it stays the same when the simulator starts again. */
export function directId(robotCode: string, userId: string): string {
  return `cid${createHash('sha256').update(`${robotCode}/${userId}`).digest('base64').slice(0, 22)}==`;
}

/** A conversation by a group's id or name, by a direct chat's id, or by the user id of the person in it. */
export function findPlace(world: World, wanted: string): string | undefined {
  if (world.groups.has(wanted) || world.directs.has(wanted)) return wanted;
  for (const group of world.groups.values()) if (group.name === wanted) return group.id;
  for (const [place, userId] of world.directs) if (userId === wanted) return place;
  return undefined;
}

/** The state of a card that people see now. */
export function newest(card: Card): CardVersion {
  return card.history.at(-1) ?? { at: 0, by: 'create', cardParamMap: {} };
}

/** What a card shows to press; one person may see it differently. */
export function buttonsOf(world: World, card: Card, userId?: string): CardButton[] {
  const { cardParamMap, standard } = newest(card);
  if (standard) return standardButtons(standard);
  const own = userId === undefined ? {} : card.privateData[userId];
  return templateButtons(world.templates.get(card.templateId) ?? 'shipped', { ...cardParamMap, ...own });
}

/** A post as an onlooker reads it. */
export function messageOf(world: World, post: Post): RoomMessage | undefined {
  if (post.kind === 'said') return post;
  if (post.kind === 'robot')
    return { ...post, text: messageText(post.msgParam), links: messageLinks(post.msgParam) };
  const card = world.cards.get(post.outTrackId);
  if (!card) return undefined;
  const { cardParamMap, standard } = newest(card);
  const kind = world.templates.get(card.templateId) ?? 'shipped';
  const text = standard ? standardText(standard) : templateText(kind, cardParamMap);
  return { ...card, ...post, cardParamMap, buttons: buttonsOf(world, card), text };
}
