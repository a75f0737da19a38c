import type { Event } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';
import type { Platform } from '../platform.ts';
import type { Api } from './api.ts';
import { sendDirect } from './direct-message.ts';
import { replyText } from './reply-text.ts';

type AnswerOptions = { api: Api; robotCode: string; oapiUrl: string; clock: Clock };

/**
 * Answers go to the person by direct message, as plain text that nothing in it can mark up. Whom the robot cannot write to, somebody of another
 * organisation, is answered where they asked, at the address that came with their message.
 */
export function createAnswer({ api, robotCode, oapiUrl, clock }: AnswerOptions): Platform['answer'] {
  return async (event, reply, signal) => {
    const content = replyText(reply);
    if (content === undefined) return;
    const { staffId } = event.handle;
    if (staffId !== undefined) {
      await sendDirect({ api, robotCode }, staffId, { msgKey: 'sampleText', msgParam: { content } }, signal);
      return;
    }
    await api.callHook(
      'the session webhook',
      sessionWebhook(event, oapiUrl, clock.now()),
      { msgtype: 'text', text: { content } },
      signal,
    );
  };
}

/** https://open.dingtalk.com/document/orgapp/robot-reply-and-send-messages; the address is a bearer secret. */
function sessionWebhook({ handle, handleUntil }: Event, oapiUrl: string, now: number): string {
  const { sessionWebhook: url } = handle;
  if (url === undefined || now >= handleUntil || !isDingTalk(url, oapiUrl))
    throw new UpstreamError('rejected', 'nobody-to-tell', 'this person cannot be reached any more');
  return url;
}

function isDingTalk(url: string, oapiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, protocol, hostname } = new URL(url);
  return origin === new URL(oapiUrl).origin || (protocol === 'https:' && hostname.endsWith('.dingtalk.com'));
}
