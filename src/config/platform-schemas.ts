import { z } from 'zod';
import { matchEmail } from './group-schemas.ts';
import { duration, httpUrl, language, text } from './values.ts';

/** The keys of each kind of platform. What belongs together only under some other key is checked in `platform-checks.ts`. */

function token(prefix: string, what: string) {
  return z
    .string()
    .refine((value) => value.startsWith(prefix), `is not ${what}: those begin with ${prefix}`)
    .refine(
      (value) => /^[\w.-]*$/.test(value),
      'has a space, quote or other sign that no Slack token has: copy it again',
    );
}

const common = {
  requestTimeout: duration
    .optional()
    .describe(
      'How long a request may take before it is given up, such as 10s (the default). A request that was not heard of is looked up after three times this.',
    ),
  language: language.optional().describe('Of cards in rooms of this platform that have none of their own.'),
  matchEmail,
};

const slackSchema = z.strictObject({
  kind: z.literal('slack'),
  botToken: token('xoxb-', 'a bot token').describe(
    'Bot User OAuth Token, from OAuth & Permissions; begins with xoxb-. Write ${SLACK_BOT_TOKEN}, not the token.',
  ),
  transport: z
    .enum(['socket', 'http'])
    .default('socket')
    .describe(
      'How Slack reaches the bot: socket opens connections from here (Socket Mode); http has Slack call <server.publicUrl>/hooks/<platform>.',
    ),
  appToken: token('xapp-', 'an app-level token')
    .optional()
    .describe(
      'For transport socket: App-Level Token with connections:write, from Basic Information; begins with xapp-. Write ${SLACK_APP_TOKEN}, not the token.',
    ),
  signingSecret: text
    .optional()
    .describe(
      'For transport http: Signing Secret, from Basic Information. Write ${SLACK_SIGNING_SECRET}, not the secret.',
    ),
  apiUrl: httpUrl
    .optional()
    .describe('Base URL of the Web API, for a proxy or a simulator; https://slack.com/api/ where absent.'),
  ...common,
});

const feishuSchema = z.strictObject({
  kind: z.literal('feishu'),
  appId: z
    .string()
    // The SDK refuses any other form without a word.
    .refine(
      (value) => /^cli_[0-9a-fA-F]{16}$/.test(value),
      'is not an App ID: those are cli_ and 16 hexadecimal digits',
    )
    .describe('App ID, from Credentials & Basic Info (凭证与基础信息); begins with cli_.'),
  appSecret: text.describe('App Secret, from the same page. Write ${FEISHU_APP_SECRET}, not the secret.'),
  transport: z
    .enum(['websocket', 'http'])
    .default('websocket')
    .describe(
      'How Feishu reaches the bot: websocket is the long connection from here; http has Feishu call <server.publicUrl>/hooks/<platform>.',
    ),
  verificationToken: text
    .optional()
    .describe(
      'For transport http: Verification Token, from Encryption Strategy (加密策略). Write ${FEISHU_VERIFICATION_TOKEN}.',
    ),
  encryptKey: text
    .optional()
    .describe(
      'For transport http: Encrypt Key, from Encryption Strategy (加密策略). Write ${FEISHU_ENCRYPT_KEY}.',
    ),
  apiUrl: httpUrl
    .optional()
    .describe('https://open.feishu.cn where absent; https://open.larksuite.com for Lark.'),
  ...common,
});

const dingtalkSchema = z.strictObject({
  kind: z.literal('dingtalk'),
  clientId: text.describe(
    'Client ID (formerly AppKey), from Credentials & Basic Information (凭证与基础信息).',
  ),
  clientSecret: text.describe(
    'Client Secret, from the same page. Write ${DINGTALK_CLIENT_SECRET}, not the secret.',
  ),
  robotCode: text.optional().describe("The robot's RobotCode; the client ID where absent."),
  cards: z
    .enum(['template', 'builtin', 'links'])
    .optional()
    .describe(
      'template: the card of manifests/dingtalk-card.json, imported; builtin: a card that every tenant has; links: no buttons, each approver gets a personal link. Where absent: template with a cardTemplateId, else builtin.',
    ),
  cardTemplateId: text
    .refine((value) => value.endsWith('.schema'), 'is not the ID of a card template: those end in .schema')
    .optional()
    .describe('For cards template: the ID of the imported and published template.'),
  apiUrl: httpUrl.optional().describe('https://api.dingtalk.com where absent.'),
  oapiUrl: httpUrl.optional().describe('https://oapi.dingtalk.com where absent.'),
  ...common,
});

export const platformSchema = z.discriminatedUnion('kind', [slackSchema, feishuSchema, dingtalkSchema]);

export type FilePlatform = z.output<typeof platformSchema>;
