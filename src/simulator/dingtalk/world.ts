import type { Json } from '../slack/options.ts';
import type { GroupOption, TemplateKind, UserOption } from './options.ts';
import type { CardButton } from './template.ts';

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
export type Post =
  | {
      kind: 'card';
      place: string;
      carrierId: string;
      outTrackId: string;
      postedAt: number;
      recalled: boolean;
    }
  | RobotPost
  | SaidPost;

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
export type CardMessage = Extract<Post, { kind: 'card' }> &
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
  templates: Map<string, TemplateKind>;
  /** By outTrackId. */
  cards: Map<string, Card>;
  /** Oldest first. */
  posts: Post[];
};
