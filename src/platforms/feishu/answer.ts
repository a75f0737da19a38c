import type { Event, Reply } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import { clean } from '../common/clean.ts';
import { isSilent } from '../common/reply-text.ts';
import { feishuLimits } from './limits.ts';
import type { People } from './people.ts';
import { uuid } from './posts.ts';
import { plainReply } from './reply-text.ts';
import { cutBytes } from './text.ts';
import type { Web } from './web.ts';

/** Answers that only the person who asked sees and that are no toast: by direct message. The same answer twice is one message. */
export type Answer = (event: Event, reply: Reply, signal: AbortSignal) => Promise<void>;

export function createAnswer({ web, people }: { web: Web; people: People }): Answer {
  return async (event, reply, signal) => {
    const text = plainReply(reply);
    if (text === undefined || isSilent(reply)) return;
    const openId = event.handle['openId'] ?? people.openIdOf(event.actor.id);
    if (openId === undefined) {
      throw new UpstreamError('rejected', 'room-gone', 'feishu does not say who this person is');
    }
    const data = {
      receive_id: openId,
      msg_type: 'post',
      content: JSON.stringify({ zh_cn: { title: '', content: linesOf(text) } }),
      uuid: uuid(`answer ${event.key} ${text}`),
    };
    await web.call(
      { method: 'POST', url: '/open-apis/im/v1/messages', params: { receive_id_type: 'open_id' }, data },
      signal,
    );
  };
}

/** In a rich text post nothing in a text is markup: https://open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json */
function linesOf(text: string): { tag: 'text'; text: string }[][] {
  const whole = cutBytes(clean(text), feishuLimits.answerBytes);
  return whole.split('\n').map((line) => [{ tag: 'text', text: line }]);
}
