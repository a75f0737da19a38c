import { z } from 'zod';
import { TEMPLATE_LENGTH } from '../domain/route.ts';
import { RUN_EVENTS } from '../domain/run-event.ts';
import { parseHours } from './hours.ts';
import { language, people, reference, text, zone } from './values.ts';

/** `routes:`. Whether the names exist, and who can be told where, is looked at in `route-checks.ts`. */

const event = z.enum(RUN_EVENTS);

function patterns(what: string) {
  return z
    .array(text)
    .min(1, `is empty: it would hold for nothing; leave the key out for every ${what}`)
    .optional();
}

const destinationSchema = z.union(
  [
    z.string(),
    z.strictObject({
      channel: reference.optional().describe('Name of a channel.'),
      platform: reference.optional().describe('Instead of a channel: the platform on which people are told.'),
      people: people
        .min(1, 'is empty: nobody would be told; name people, or take this destination out')
        .optional()
        .describe(
          'Each of these is told alone, by direct message or letter: people, groups, initiator, authors, approvers; by letter also addresses.',
        ),
    }),
  ],
  'must be a room such as slack-main/C0DEPLOY, a channel, or a mapping with channel or platform, and people',
);

const quietSchema = z.strictObject({
  hours: z
    .string()
    .superRefine((value, context) => {
      const parsed = parseHours(value);
      if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
    })
    .describe('From when until when, such as 22:00-08:00.'),
  zone: zone.describe('Time zone of the hours, such as Asia/Shanghai.'),
  except: z.array(event).prefault([]).describe('Events that do not wait.'),
});

const words = z
  .string()
  .min(1, 'is empty: write a text or leave the key out')
  .max(TEMPLATE_LENGTH, `must be at most ${TEMPLATE_LENGTH} characters`);

const localized = z
  .union(
    [
      words,
      z
        .strictObject({
          en: words.optional().describe('For readers of English.'),
          zh: words.optional().describe('For readers of Chinese.'),
        })
        .refine(({ en, zh }) => en !== undefined || zh !== undefined, 'is empty: write en, zh or both'),
    ],
    'must be a text, or a mapping with en and zh',
  )
  .optional();

export const routeSchema = z.strictObject({
  events: z
    .array(event)
    .min(1, 'is empty: it would tell of nothing; leave the key out for every event')
    .prefault([...RUN_EVENTS])
    .describe('What it tells of; everything where absent.'),
  apps: patterns('app').describe('Only runs of these apps; * stands for any characters.'),
  environments: patterns('environment').describe('Only runs in these environments.'),
  workflows: patterns('workflow').describe("Only runs of these workflows, by the engine's name."),
  engines: patterns('engine').describe('Only runs of these engines.'),
  steps: patterns('step').describe(
    'Only what happens to these steps, by name or path; without this key: what happens to the whole run.',
  ),
  to: z
    .array(destinationSchema)
    .min(1, 'is empty: name a room or a channel')
    .describe(
      'Where it goes: rooms (slack-main/C0DEPLOY), channels (ops-ding), and people by { channel: mail, people: […] } or { platform: feishu-main, people: […] }.',
    ),
  mention: people
    .prefault([])
    .describe(
      'Who is called in rooms: people, groups, initiator, authors, approvers, everyone (all members of the room).',
    ),
  mode: z
    .enum(['card', 'card-and-notice', 'message'])
    .default('card-and-notice')
    .describe(
      'In rooms of platforms. card: a live card alone; card-and-notice: a message in its thread for each event too; message: a message for each event and no card. On DingTalk, which has no threads: the card alone.',
    ),
  language: language
    .optional()
    .describe('Of messages to rooms and channels; that of the room or channel where absent.'),
  only: z
    .enum(['changes', 'failures'])
    .optional()
    .describe(
      'changes: an end only when it is another one than that of the run before; failures: no success unless it is such a change. Not together with steps.',
    ),
  quiet: quietSchema
    .optional()
    .describe('Hours in which its messages wait until they are over; cards change all the same.'),
  title: localized.describe('Template of the title, instead of our own words: a text, or { en, zh }.'),
  body: localized.describe('Template of the text, instead of our own words: a text, or { en, zh }.'),
});

export type FileRoute = z.output<typeof routeSchema>;
