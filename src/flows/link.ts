/**
 * Joins a chat account to a person. An account that nobody is asks for a code; the person types it on a chat where they are known already, is shown
 * whose account that is, and confirms. Whoever only knows the code can do nothing with it.
 */
import { createHash, randomInt } from 'node:crypto';
import { type Answer, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Account, Event } from '../domain/event.ts';
import { isDirect } from '../domain/platform-ability.ts';
import {
  changeLinkRequest,
  deleteIdentities,
  insertIdentity,
  linkRequestByCode,
  putLinkRequest,
} from '../store/identities.ts';
import type { FlowContext } from './context.ts';
import { personBehind } from './person.ts';
import { permits } from './world.ts';

/** How long a code is good, in milliseconds: time to walk over to another chat. */
const CODE_MS = 10 * 60 * 1000;
/** Letters and digits that are not taken for each other. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_SIGNS = 10;

/** An account that nobody is asks to be somebody. */
export async function requestLink({ tx, now, directory }: FlowContext, { actor }: Event): Promise<Answer> {
  // A guest, an outsider or somebody who has left stays nobody.
  if (directory.isBarred(actor))
    return say('person.unknown', 'bad', { account: `${actor.platform}/${actor.id}` });
  const code = Array.from({ length: CODE_SIGNS }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  await putLinkRequest(tx, {
    code: hashOf(code),
    platform: actor.platform,
    account: actor.id,
    name: actor.name ?? null,
    until: now + CODE_MS,
  });
  return say('link.code', 'neutral', { code, usage: `/flow link ${code}`, ms: CODE_MS });
}

/** A person types the code of another account: first they see whose it is, then they confirm. */
export async function link(
  context: FlowContext,
  person: Person,
  event: Event,
  { code, confirmed }: Extract<Command, { kind: 'link' }>,
): Promise<Answer> {
  const { tx, now, directory } = context;
  if (code === undefined) return say('link.known', 'neutral', { name: person.name });
  const permission = permits(context, person.id, { action: 'link' });
  if (!permission.allowed)
    return say(permission.because === 'unread' ? 'rights.unread' : 'link.not-allowed', 'bad');
  // In a room others would read the code before it is confirmed.
  if (!isDirect(event.room) && event.answeredByAck !== true) return say('link.direct', 'bad');
  const request = await linkRequestByCode(tx, hashOf(code), now);
  if (request === undefined) return say('link.unknown-code', 'bad');
  const account: Account = { platform: request.platform, id: request.account };
  if (directory.isBarred(account)) return say('link.unknown-code', 'bad');
  if ((await personBehind(context, account)) !== undefined) return say('link.unknown-code', 'bad');
  const who = request.name === null ? account.id : `${request.name} (${account.id})`;
  const data = { who, platform: account.platform, usage: `/flow link ${code} confirm` };
  if (!confirmed || request.shownTo !== person.id) {
    await changeLinkRequest(tx, request.id, { shownTo: person.id });
    return say('link.confirm', 'neutral', data);
  }
  await changeLinkRequest(tx, request.id, { usedAt: now });
  await insertIdentity(tx, account, person.id, now);
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'identity.linked',
    run: null,
    detail: {
      joined: `${account.platform}/${account.id}`,
      by: `${event.actor.platform}/${event.actor.id}`,
    },
  });
  return say('link.done', 'good', data);
}

/** Parts the accounts of one platform from the person who joined them; those of the configuration stay. */
export async function unlink(context: FlowContext, person: Person, platform: string): Promise<Answer> {
  const { tx, now } = context;
  const parted = await deleteIdentities(tx, person.id, platform);
  if (parted === 0) return say('unlink.none', 'neutral', { platform: platform.slice(0, 60) });
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'identity.unlinked',
    run: null,
    detail: { parted: platform },
  });
  return say('unlink.done', 'good', { platform });
}

/** Typed on a phone: small letters and the dashes that people put in are the same code. */
function hashOf(code: string): string {
  const typed = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(`greenlight-link-code\n${typed}`).digest('hex');
}
