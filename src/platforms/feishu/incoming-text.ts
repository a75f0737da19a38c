import { z } from 'zod';
import { parseJson } from '../common/json.ts';

/**
 * What people typed, out of a message's content: https://open.feishu.cn/document/server-docs/im-v1/message-content-description/message_content.
 * In it a mention is `@_user_1`; who that is stands beside it. `@_all` is everybody.
 */
export type Said = {
  /** Without mentions of the bot; other people by their names. */
  text: string;
  mentionsBot: boolean;
};

export type Mention = { key: string; openId: string | undefined; name: string | undefined };

const textContent = z.looseObject({ text: z.string() });
const postContent = z.looseObject({
  title: z.string().optional(),
  content: z.array(
    z.array(
      z.looseObject({
        tag: z.string(),
        text: z.string().optional(),
        user_id: z.string().optional(),
        user_name: z.string().optional(),
      }),
    ),
  ),
});

/** Undefined for what nobody can read words out of, such as pictures and files. */
export function saidIn(
  messageType: string,
  content: string,
  mentions: readonly Mention[],
  botOpenId: string,
): Said | undefined {
  const raw = rawText(messageType, parseJson(content));
  if (raw === undefined) return undefined;
  const byKey = new Map(mentions.map((mention) => [mention.key, mention]));
  let mentionsBot = false;
  const text = raw.replace(/ *(@_user_\d+|@_all) */g, (whole, key: string) => {
    if (key === '@_all') return whole.replace(key, '@all');
    const mention = byKey.get(key);
    if (mention?.openId === botOpenId) {
      mentionsBot = true;
      return ' ';
    }
    return mention?.name === undefined ? whole : whole.replace(key, () => `@${mention.name}`);
  });
  return { text: text.trim(), mentionsBot };
}

/** Chinese keyboards and copied text bring blanks that commands do not know. */
function rawText(messageType: string, content: unknown): string | undefined {
  const text = messageType === 'text' ? textContent.safeParse(content).data?.text : postText(content);
  return text?.replace(/[\u00A0\u3000\u2002\u2003]/g, ' ');
}

/** What arrives is one language; what was sent through the API may be wrapped in its name. */
function postText(content: unknown): string | undefined {
  const wrapped = z.record(z.string(), postContent).safeParse(content).data;
  const post = postContent.safeParse(content).data ?? Object.values(wrapped ?? {})[0];
  if (post === undefined) return undefined;
  const lines = post.content.map((line) =>
    line.map(({ tag, text = '', user_id: key = '' }) => (tag === 'at' ? ` ${key} ` : text)).join(''),
  );
  return [post.title ?? '', ...lines].filter((line) => line.trim() !== '').join('\n');
}
