import type { Language } from '../domain/directory.ts';
import type { DingTalkPlatformConfig, PlatformConfig } from './config.ts';
import { milliseconds } from './duration.ts';
import type { FilePlatform } from './platform-schemas.ts';
import { createSecret, type Secret } from './secret.ts';

/** A checked platform of the file → its configuration. Throws on what the checks should have refused. */
export function buildPlatform(id: string, platform: FilePlatform, general: Language): PlatformConfig {
  const common = {
    id,
    requestMs: platform.requestTimeout === undefined ? undefined : milliseconds(platform.requestTimeout),
    language: platform.language ?? general,
    matchEmail: platform.matchEmail,
  };
  switch (platform.kind) {
    case 'slack':
      return {
        ...common,
        kind: 'slack',
        botToken: createSecret(platform.botToken),
        transport:
          platform.transport === 'http'
            ? { kind: 'http', signingSecret: needed(platform.signingSecret) }
            : { kind: 'socket', appToken: needed(platform.appToken) },
        // Method names are appended to it: https://docs.slack.dev/tools/node-slack-sdk/reference/web-api/interfaces/WebClientOptions
        apiUrl: platform.apiUrl?.replace(/\/*$/, '/'),
      };
    case 'feishu':
      return {
        ...common,
        kind: 'feishu',
        appId: platform.appId,
        appSecret: createSecret(platform.appSecret),
        transport:
          platform.transport === 'http'
            ? {
                kind: 'http',
                verificationToken: needed(platform.verificationToken),
                encryptKey: needed(platform.encryptKey),
              }
            : { kind: 'websocket' },
        apiUrl: withoutSlash(platform.apiUrl),
      };
    case 'dingtalk':
      return {
        ...common,
        kind: 'dingtalk',
        clientId: platform.clientId,
        clientSecret: createSecret(platform.clientSecret),
        robotCode: platform.robotCode ?? platform.clientId,
        cards: cardsOf(platform),
        apiUrl: withoutSlash(platform.apiUrl),
        oapiUrl: withoutSlash(platform.oapiUrl),
      };
  }
}

function cardsOf({
  cards,
  cardTemplateId: templateId,
}: Extract<FilePlatform, { kind: 'dingtalk' }>): DingTalkPlatformConfig['cards'] {
  if (cards === 'links') return { kind: 'links' };
  return cards === 'builtin' || templateId === undefined
    ? { kind: 'builtin' }
    : { kind: 'template', templateId };
}

/** Paths are appended with a slash of their own. */
export function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}

function needed(value: string | undefined): Secret {
  if (value === undefined) throw new Error('unchecked platform');
  return createSecret(value);
}
