/** What `greenlight.yaml` of the crash test says. */
import type { Json } from '../../src/simulator/slack/options.ts';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { NAMES, PEOPLE, type Person, WIDE_ROOMS, wideRoomName } from './cast.ts';
import type { ChatId } from './chat.ts';
import { dingtalkAccount, dingtalkRoom } from './chats/dingtalk.ts';
import { feishuAccount, feishuRoom } from './chats/feishu.ts';
import { slackAccount, slackRoom } from './chats/slack.ts';
import type { Ledger } from './ledger.ts';
import type { Receivers } from './receivers.ts';
import { choicesOfChats, environmentName, WORKFLOW_NAMES, type WorkflowName } from './workflows.ts';

/** What a kill left unknown is cleared up after three of these. */
const REQUEST_TIMEOUT = '1s';

/** The vendor's id of a room. */
export function roomIn(chat: ChatId, name: string): string {
  switch (chat) {
    case 'slack':
      return slackRoom(name);
    case 'feishu':
      return feishuRoom(name);
    case 'dingtalk':
      return dingtalkRoom(name);
  }
}

/** `platforms`: what each chat says of itself. */
export function configOf(
  ledger: Ledger,
  platforms: Readonly<Record<string, Json>>,
  { channels, routes }: Pick<Receivers, 'channels' | 'routes'>,
): Json {
  return {
    language: 'en',
    server: { host: '127.0.0.1', port: 0 },
    database: { url: 'sqlite:./greenlight.db' },
    audit: { key: AUDIT_SECRET },
    people: Object.fromEntries(PEOPLE.map((person) => [person, personOf(person)])),
    platforms: Object.fromEntries(
      Object.entries(platforms).map(([id, keys]) => [id, { ...keys, requestTimeout: REQUEST_TIMEOUT }]),
    ),
    channels,
    routes,
    engines: {
      local: {
        kind: 'embedded',
        workflows: './workflows',
        data: './commands',
        targets: { machine: { takes: ['worker'], command: [ledger.script, ledger.file] } },
      },
    },
    apps: {
      shop: {
        engine: 'local',
        operators: ['ada', 'ben'],
        parameters: {
          tag: { pattern: '[a-z0-9-]+', required: true, sets: 'components.app.properties.tag' },
          hold: { type: 'number', required: true, sets: 'components.app.properties.hold' },
        },
        environments: Object.fromEntries(WORKFLOW_NAMES.flatMap(environmentsOf)),
      },
    },
  };
}

function personOf(person: Person): Json {
  const slack = slackAccount(person);
  return {
    name: NAMES[person],
    ids: { slack, feishu: feishuAccount(person), dingtalk: dingtalkAccount(person) },
  };
}

function environmentsOf(workflow: WorkflowName): [string, Json][] {
  return choicesOfChats().flatMap((chats) =>
    Array.from({ length: WIDE_ROOMS }, (_, i): [string, Json] => {
      const rooms = chats.map((chat) => `${chat}/${roomIn(chat, wideRoomName(i))}`);
      return [environmentName(workflow, chats, i), { workflow, approvers: ['ben', 'chen'], rooms }];
    }),
  );
}
