import { z } from 'zod';
import { parseMailbox } from './mailbox.ts';
import { parsePort } from './settings.ts';
import { duration, httpUrl, label, language, signingSecret, text } from './values.ts';

/** The keys of each kind of channel. What belongs together only under some other key is checked in `channel-checks.ts`. */

const common = {
  language: language.optional().describe('Of what is sent there; the general language where absent.'),
  requestTimeout: duration
    .optional()
    .describe(
      'How long a request may take before it is given up, such as 30s; where absent 10s, of a letter 60s.',
    ),
};

/** No request goes to such an address: https://fetch.spec.whatwg.org/#dom-request */
const hookAddress = httpUrl.refine(
  (value) => !namesSomebody(value),
  'has a user or a password before its host, which are not sent: take them out, and let the receiver look at what signs the message or at a key in the path',
);

function namesSomebody(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.username + url.password !== '';
}

function hookUrl(example: string) {
  return hookAddress.describe(
    `Its address; whoever has it can post there. Write \${${example}}, not the address.`,
  );
}

/** In HTTP headers and signatures a line break would be another thing. */
const line = text.refine((value) => !/\p{Cc}/u.test(value), 'must be one line without control characters');

function robotKeys(name: string, what: string) {
  return {
    url: hookUrl(`${name}_URL`),
    secret: line.optional().describe(`${what}, when that is on. Write \${${name}_SECRET}, not the secret.`),
    keyword: label
      .optional()
      .describe(
        'One of Custom keywords, when that is on: it is added, sign by sign, where a message does not have it.',
      ),
  };
}

const slackWebhookSchema = z.strictObject({
  kind: z.literal('slack-webhook'),
  url: hookUrl('SLACK_WEBHOOK_URL'),
  ...common,
});

const feishuRobotSchema = z.strictObject({
  kind: z.literal('feishu-robot'),
  ...robotKeys('FEISHU_ROBOT', 'Secret of Signature verification (签名校验)'),
  ...common,
});

const dingtalkRobotSchema = z.strictObject({
  kind: z.literal('dingtalk-robot'),
  ...robotKeys('DINGTALK_ROBOT', 'Secret of Additional signature (加签), SEC…'),
  ...common,
});

const wecomSchema = z.strictObject({
  kind: z.literal('wecom'),
  url: hookUrl('WECOM_ROBOT_URL'),
  ...common,
});

const emailSchema = z.strictObject({
  kind: z.literal('email'),
  from: z
    .string()
    .refine(
      (value) => parseMailbox(value) !== undefined,
      'must be an address, or a name with one: Greenlight <greenlight@example.com>',
    )
    .describe('Who the letters are from: Greenlight <greenlight@example.com>.'),
  host: text
    .refine(
      (value) => /^[\w.:-]+$/.test(value),
      'must be the name or address of a host, without port and scheme',
    )
    .describe('The SMTP server.'),
  port: z
    .union([z.int().min(1).max(65_535), z.string()], 'must be a port: a whole number from 1 to 65535')
    .refine(
      (value) => typeof value === 'number' || (parsePort(value) ?? 0) > 0,
      'must be a port: a whole number from 1 to 65535',
    )
    .optional()
    .describe('Its port; where absent 465, with tls starttls 587, with tls none 25.'),
  tls: z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .describe(
      'implicit: from the first byte. starttls: upgraded before anything is said. none: for a relay on this machine, without a password.',
    ),
  user: line.optional().describe('Who signs in.'),
  password: line.optional().describe('Its password. Write ${SMTP_PASSWORD}, not the password.'),
  ca: z
    .string()
    .refine(
      (value) => value.includes('-----BEGIN CERTIFICATE-----'),
      'is no certificate in PEM: write ${SMTP_CA}, and set SMTP_CA_FILE to the path of the file',
    )
    .optional()
    .describe("PEM of your own authority; the system's where absent."),
  ...common,
});

const webhookSchema = z.strictObject({
  kind: z.literal('webhook'),
  url: hookUrl('WEBHOOK_URL'),
  format: z
    .enum(['cloudevents', 'zadig'])
    .default('cloudevents')
    .describe('cloudevents: CloudEvents 1.0, signed. zadig: what receivers written for Zadig understand.'),
  secret: signingSecret
    .optional()
    .describe(
      'For format cloudevents, required: signs every request. Write ${WEBHOOK_SECRET}, not the secret.',
    ),
  source: line.optional().describe('Names this server to receivers; server.publicUrl where absent.'),
  token: z
    .string()
    // What a header can hold.
    .refine((value) => /^[\x21-\x7e]+$/.test(value), 'must be printable ASCII without blanks')
    .optional()
    .describe('For format zadig: sent as x-zadig-token. Write ${WEBHOOK_TOKEN}, not the token.'),
  ...common,
});

export const channelSchema = z.discriminatedUnion('kind', [
  slackWebhookSchema,
  feishuRobotSchema,
  dingtalkRobotSchema,
  wecomSchema,
  emailSchema,
  webhookSchema,
]);

export type FileChannel = z.output<typeof channelSchema>;
