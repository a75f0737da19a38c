import type { Path } from './path.ts';
import { entries, member } from './raw.ts';
import type { Found } from './report.ts';

/** Keys of a platform that belong together: what its transport needs, what its cards need. Values whose shape is wrong are passed over. */
export function checkPlatforms(value: unknown): Found[] {
  const problems: Found[] = [];
  const server = member(value, 'server');
  for (const [id, platform] of entries(member(value, 'platforms'))) {
    const path = ['platforms', id];
    const kind = member(platform, 'kind');
    if (kind === 'slack') checkTransport(platform, path, slackNeeds, 'socket', problems);
    if (kind === 'feishu') checkTransport(platform, path, feishuNeeds, 'websocket', problems);
    if (kind === 'dingtalk') checkCards(platform, path, server, problems);
  }
  return problems;
}

/** What each transport needs, and where it is found. */
type Needs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const slackNeeds: Needs = {
  socket: {
    appToken:
      'App-Level Token with connections:write, from Basic Information; begins with xapp-. Write ${SLACK_APP_TOKEN}, not the token.',
  },
  http: {
    signingSecret: 'Signing Secret, from Basic Information. Write ${SLACK_SIGNING_SECRET}, not the secret.',
  },
};

const feishuNeeds: Needs = {
  websocket: {},
  http: {
    verificationToken:
      'Verification Token, from Encryption Strategy (加密策略). Write ${FEISHU_VERIFICATION_TOKEN}.',
    encryptKey: 'Encrypt Key, from Encryption Strategy (加密策略). Write ${FEISHU_ENCRYPT_KEY}.',
  },
};

function checkTransport(platform: unknown, path: Path, needs: Needs, usual: string, problems: Found[]): void {
  const transport = member(platform, 'transport') ?? usual;
  if (typeof transport !== 'string' || needs[transport] === undefined) return;
  for (const [other, keys] of Object.entries(needs)) {
    for (const [key, what] of Object.entries(keys)) {
      const given = member(platform, key) !== undefined;
      if (other === transport && !given)
        problems.push({ path: [...path, key], message: `is missing. ${what}` });
      if (other !== transport && given) {
        const message = `belongs to transport ${other}: take it out, or write transport: ${other}`;
        problems.push({ path: [...path, key], message });
      }
    }
  }
}

function checkCards(platform: unknown, path: Path, server: unknown, problems: Found[]): void {
  const template = member(platform, 'cardTemplateId');
  const cards = member(platform, 'cards') ?? (template === undefined ? 'builtin' : 'template');
  if (cards === 'template' && template === undefined) {
    const message =
      'is missing: import manifests/dingtalk-card.json, publish it and copy its ID; or write cards: builtin';
    problems.push({ path: [...path, 'cardTemplateId'], message });
  }
  if (cards !== 'template' && template !== undefined) {
    const message = 'belongs to cards: template: take it out, or write cards: template';
    problems.push({ path: [...path, 'cardTemplateId'], message });
  }
  if (cards !== 'links') return;
  const unset = ['publicUrl', 'secret'].filter((key) => member(server, key) === undefined);
  if (unset.length === 0) return;
  const message = `needs ${unset.map((key) => `server.${key}`).join(' and ')}: the personal links lead to this server and are signed`;
  problems.push({ path: [...path, 'cards'], message });
}
