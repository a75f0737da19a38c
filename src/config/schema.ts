import { z } from 'zod';
import { channelSchema } from './channel-schemas.ts';
import { engineSchema } from './engine-schemas.ts';
import { groupSchema, personGroupKeys } from './group-schemas.ts';
import { after, freezes, hooks } from './hold-schemas.ts';
import { away, tokens } from './person-schemas.ts';
import { platformSchema } from './platform-schemas.ts';
import {
  appPolicy,
  environmentPolicy,
  generalPolicy,
  policies,
  stepPolicies,
  workflowPolicies,
} from './policy-schemas.ts';
import { retentionSchema } from './retention-schema.ts';
import { roles } from './role-schema.ts';
import { routeSchema } from './route-schemas.ts';
import { httpUrl, label, language, name, people, reference, signingSecret, text, zone } from './values.ts';

/**
 * The keys of greenlight.yaml: what the loader accepts and what the JSON Schema for editors is made from, with the text that an editor
 * shows. Rules on values that may hold `${NAME}` are refinements, which the JSON Schema leaves out: an editor sees the reference only.
 */

/** Longest value of a parameter, in characters: a deploy command is one chat message. */
export const MAX_PARAMETER_VALUE = 256;

function isBareAddress(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '' && !/[?#]/.test(value)
  );
}

const serverSchema = z.strictObject({
  host: text
    .default('127.0.0.1')
    .describe('Address to listen on; 0.0.0.0 for all. Environment: GREENLIGHT_HOST.'),
  port: z
    .union([z.int().min(0).max(65_535), z.string()], 'must be a port: a whole number from 0 to 65535')
    .default(8080)
    .describe(
      'Port of /healthz, /readyz and /metrics, of hooks and of pages; 0 takes a free one. Environment: GREENLIGHT_PORT.',
    ),
  publicUrl: httpUrl
    .refine(
      isBareAddress,
      'must be an address without user, query and #: paths are appended to it, and everybody reads it',
    )
    .optional()
    .describe(
      'Where people and vendors reach this server, such as https://greenlight.example.com: for links to pages. Environment: GREENLIGHT_PUBLIC_URL.',
    ),
  secret: signingSecret
    .optional()
    .describe(
      'Signs links to pages; changing it ends all links. Write ${GREENLIGHT_SECRET}, not the secret. Environment: GREENLIGHT_SECRET.',
    ),
});

const databaseSchema = z.strictObject({
  url: text
    .default('sqlite:./data/greenlight.db')
    .describe(
      'sqlite: and a path (relative to this file), or postgres://user:password@host/name for several replicas. Environment: DATABASE_URL.',
    ),
});

const auditSchema = z.strictObject({
  key: signingSecret
    .optional()
    .describe(
      'Required. Seals the audit: every entry, and the heads in the log. Write ${GREENLIGHT_AUDIT_KEY}, not the secret. Environment: GREENLIGHT_AUDIT_KEY.',
    ),
  formerKeys: z
    .array(signingSecret)
    .prefault([])
    .describe('Keys that sealed older entries: `audit verify` takes them, nothing new is sealed with them.'),
});

const logSchema = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least important lines that are written. Environment: GREENLIGHT_LOG_LEVEL.'),
});

const personSchema = z.strictObject({
  name: label.describe('How cards and the audit log call this person.'),
  language: language.optional().describe('Of answers to this person; the general language where absent.'),
  zone: zone
    .optional()
    .describe('Time zone in which they read and type times; the general one where absent.'),
  ids: z
    .record(reference, text)
    .prefault({})
    .describe(
      'The account on each platform: platform → account. Slack: the member ID (profile, ⋮, Copy member ID). Feishu: the open_id, e-mail address or mobile (+86…). DingTalk: the user ID or mobile (+86…). Also channel → account, for that channel alone, and slack, feishu, dingtalk or wecom → account, for all channels of that vendor.',
    ),
  ...personGroupKeys,
  away,
  tokens,
});

const roomSchema = z.union(
  [
    z.string(),
    z.strictObject({
      room: z.string().describe('Platform and room id, such as slack-main/C0DEPLOY.'),
      language: language.optional().describe('Of the cards in this room.'),
    }),
  ],
  'must be a room such as slack-main/C0DEPLOY, or a mapping with room and language',
);

const parameterSchema = z.strictObject({
  description: label.optional().describe('What it is, for those who deploy.'),
  type: z.enum(['string', 'number', 'boolean']).default('string').describe('What the workflow gets.'),
  pattern: text
    .optional()
    .describe('Regular expression (RE2 syntax) that the whole value must match; only for type string.'),
  default: z
    .union([z.string(), z.number(), z.boolean()], 'must be a text, a number, true or false')
    .optional()
    .describe('The value where the command gives none.'),
  required: z
    .boolean()
    .optional()
    .describe('Whether the command must give it; absent: only when there is no default.'),
  sets: z
    .string()
    .describe('Where in the workflow the value goes, such as components.shop.properties.image.'),
});

const parameters = z
  .record(name, parameterSchema)
  .prefault({})
  .describe('What /deploy takes as name=value; anything else is refused.');

const rooms = z.array(roomSchema).prefault([]);

const environmentSchema = z.strictObject({
  workflow: text.optional().describe("The engine's name of the workflow that deploys to this environment."),
  targets: z
    .array(reference)
    .min(1, 'is empty: name a target, or a workflow instead')
    .optional()
    .describe(
      "Instead of a workflow: targets of the engine, to which the app's Application is deployed one after another.",
    ),
  approvers: people
    .optional()
    .describe('Any one of these may approve or reject: the short form of a policy. Empty means nobody.'),
  policy: environmentPolicy,
  steps: stepPolicies,
  operators: people
    .optional()
    .describe("People and groups who may deploy, roll back, cancel and retry here, instead of the app's."),
  after,
  rooms: rooms.describe("Rooms beside the app's."),
  parameters: parameters.describe("Parameters beside the app's; one with the same name takes its place."),
});

const appSchema = z.strictObject({
  engine: reference.describe('Name of the engine that runs its workflows.'),
  title: label.optional().describe("What cards call it; the app's name where absent."),
  operators: people
    .prefault([])
    .describe('People and groups who may deploy, roll back, cancel and retry. Empty means nobody.'),
  rooms: rooms.describe('Rooms that get a card of every run, beside the room of the command.'),
  policy: appPolicy,
  steps: stepPolicies,
  parameters,
  environments: z
    .record(name, environmentSchema)
    .refine((all) => Object.keys(all).length > 0, 'is empty: an app needs an environment, such as prod')
    .describe('Where it is deployed: name → environment.'),
});

export const fileSchema = z
  .strictObject({
    language: language.default('en').describe('Of cards in rooms and of people that have none of their own.'),
    zone: zone
      .default('UTC')
      .describe(
        'Time zone of times that people type and read, such as Asia/Shanghai, where they have none of their own.',
      ),
    server: serverSchema.prefault({}).describe('The HTTP server for health and metrics.'),
    database: databaseSchema.prefault({}).describe('Where everything is kept.'),
    audit: auditSchema.prefault({}).describe('What makes changes of the audit show.'),
    log: logSchema.prefault({}).describe('What is logged to standard error.'),
    retention: retentionSchema.prefault({}).describe('How long things are kept.'),
    people: z.record(name, personSchema).prefault({}).describe('Who may do something: name → person.'),
    groups: z
      .record(name, groupSchema)
      .prefault({})
      .describe('Names for several people, wherever people are listed: name → group.'),
    platforms: z.record(name, platformSchema).prefault({}).describe('Chat platforms: name → platform.'),
    channels: z
      .record(name, channelSchema)
      .prefault({})
      .describe('Ways to notify that nobody answers on: name → channel.'),
    routes: z
      .record(name, routeSchema)
      .prefault({})
      .describe('Who is told of what, where and how: name → route.'),
    engines: z.record(name, engineSchema).prefault({}).describe('What runs workflows: name → engine.'),
    policies,
    policy: generalPolicy,
    workflows: workflowPolicies,
    roles,
    freezes,
    hooks,
    apps: z.record(name, appSchema).prefault({}).describe('What is deployed: name → app.'),
  })
  .describe(
    'Configuration of Greenlight. Every text may hold ${NAME}, the value of an environment variable.',
  );

/** The file as it was written, defaults filled in, names not yet looked up. */
export type FileConfig = z.output<typeof fileSchema>;
export type FileApp = z.output<typeof appSchema>;
export type FileRoom = z.output<typeof roomSchema>;
export type FileParameter = z.output<typeof parameterSchema>;
