import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { neededScopes } from '../../../src/platforms/slack/scopes.ts';

const requestUrl = z.literal('https://greenlight.example.com/hooks/slack-main');

/**
 * The parts that we use, with the limits of https://github.com/slackapi/manifest-schema; anything else is a mistake. `url` is what stands at each
 * place that takes an address: none in Socket Mode.
 */
function manifestSchema<Url extends z.ZodType>(url: Url) {
  return z.strictObject({
    _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.number() }),
    display_information: z.strictObject({
      name: z.string().min(1).max(35),
      description: z.string().min(1).max(140),
      long_description: z.string().min(175).max(4_000),
      background_color: z.string().regex(/^#[0-9a-f]{6}$/),
    }),
    features: z.strictObject({
      app_home: z.strictObject({
        home_tab_enabled: z.boolean(),
        messages_tab_enabled: z.boolean(),
        messages_tab_read_only_enabled: z.boolean(),
      }),
      bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
      slash_commands: z
        .array(
          z.strictObject({
            command: z.string().regex(/^\/\S{1,31}$/),
            url,
            description: z.string().min(1).max(2_000),
            usage_hint: z.string().max(1_000),
            should_escape: z.boolean(),
          }),
        )
        .max(50),
    }),
    oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
    settings: z.strictObject({
      event_subscriptions: z.strictObject({ request_url: url, bot_events: z.array(z.string()).max(100) }),
      interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url }),
      org_deploy_enabled: z.boolean(),
      socket_mode_enabled: z.boolean(),
      token_rotation_enabled: z.boolean(),
    }),
  });
}

function read(name: string): unknown {
  return parse(readFileSync(new URL(`../../../manifests/${name}`, import.meta.url), 'utf8'));
}

const manifest = manifestSchema(z.never().optional()).parse(read('slack.yaml'));
const httpManifest = manifestSchema(requestUrl).parse(read('slack-http.yaml'));

/** What Slack wants to have granted for each event: https://docs.slack.dev/reference/events */
const scopeOfEvent: Record<string, string> = {
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
};

void test('the manifest asks for exactly the scopes that the code needs, and for eleven at most', () => {
  const asked = manifest.oauth_config.scopes.bot;
  assert.deepEqual(asked.toSorted(), [...neededScopes.keys()].toSorted());
  assert.ok(asked.length <= 11);
});

void test('every event in the manifest has its scope', () => {
  for (const event of manifest.settings.event_subscriptions.bot_events) {
    assert.ok(neededScopes.has(scopeOfEvent[event] ?? ''), event);
  }
});

void test('Socket Mode, buttons and all commands are switched on, with ids for people and channels', () => {
  assert.ok(manifest.settings.socket_mode_enabled && manifest.settings.interactivity.is_enabled);
  assert.deepEqual(
    manifest.features.slash_commands.map(({ command, should_escape: escaped }) => [command, escaped]),
    [
      ['/deploy', true],
      ['/rollback', true],
      ['/flow', true],
    ],
  );
});

void test('direct messages can be sent, and none that nobody reads can be written', () => {
  const { messages_tab_enabled: enabled, messages_tab_read_only_enabled: readOnly } =
    manifest.features.app_home;
  assert.ok(enabled && (readOnly || neededScopes.has('im:history')));
});

void test('over HTTP it is the same app, except that Slack calls the server', () => {
  assert.equal(httpManifest.settings.socket_mode_enabled, false);
  const text = JSON.stringify(httpManifest, (key, value: unknown) =>
    key === 'url' || key === 'request_url' ? undefined : key === 'socket_mode_enabled' ? true : value,
  );
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(manifest)));
});
