import type { Json } from '../common/json.ts';

/** Which parameters each kind of robot message must have (https://open.dingtalk.com/document/orgapp/types-of-messages-sent-by-robots). */
export const messageKinds: Record<string, string[]> = {
  sampleText: ['content'],
  sampleMarkdown: ['title', 'text'],
  sampleImageMsg: ['photoURL'],
  sampleLink: ['title', 'text', 'messageUrl'],
  sampleActionCard: ['title', 'text', 'singleTitle', 'singleURL'],
  sampleActionCard2: ['title', 'text', ...numbered(2)],
  sampleActionCard3: ['title', 'text', ...numbered(3)],
  sampleActionCard4: ['title', 'text', ...numbered(4)],
  sampleActionCard5: ['title', 'text', ...numbered(5)],
  sampleActionCard6: ['title', 'text', 'buttonTitle1', 'buttonUrl1', 'buttonTitle2', 'buttonUrl2'],
};

/** The kinds that an answer by session webhook may have, with their own parameter. */
export const webhookKinds: Record<string, string[]> = {
  text: ['content'],
  markdown: ['title', 'text'],
  link: ['title', 'text', 'messageUrl'],
  actionCard: ['title', 'text'],
};

type Link = { title: string; url: string };

/** Everything that can be read in a robot message: title, text and the titles of its buttons. */
export function messageText(msgParam: Json): string {
  const said = [msgParam.title, msgParam.text, msgParam.content].filter((one) => typeof one === 'string');
  return [...said, ...buttonLinks(msgParam).map((link) => link.title)].join('\n');
}

/** Where a robot message leads: its buttons first, then the links in its text. */
export function messageLinks(msgParam: Json): Link[] {
  const text = typeof msgParam.text === 'string' ? msgParam.text : '';
  const written = [...text.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, title = '', url = '']) => ({
    title,
    url,
  }));
  return [...buttonLinks(msgParam), ...written];
}

function buttonLinks(msgParam: Json): Link[] {
  const links: Link[] = [];
  const add = (title: unknown, url: unknown): void => {
    if (typeof url === 'string' && url !== '')
      links.push({ title: typeof title === 'string' ? title : '', url });
  };
  add(msgParam.singleTitle, msgParam.singleURL);
  add(msgParam.title, msgParam.messageUrl);
  for (let n = 1; n <= 5; n++) {
    add(msgParam[`actionTitle${n}`], msgParam[`actionURL${n}`]);
    add(msgParam[`buttonTitle${n}`], msgParam[`buttonUrl${n}`]);
  }
  for (const button of Array.isArray(msgParam.btns) ? msgParam.btns : [])
    add(button?.title, button?.actionURL);
  return links;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => [`actionTitle${i + 1}`, `actionURL${i + 1}`]).flat();
}
