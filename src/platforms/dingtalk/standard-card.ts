import type { Card, Span } from '../../domain/card.ts';
import { dingtalkLimits } from './limits.ts';
import { markedTitle, renderCard } from './render.ts';
import { plain, webAddress } from './text.ts';

/**
 * A card as DingTalk's StandardCard, which needs no template and whose buttons open addresses only: its clicks never come over the stream
 * (https://open.dingtalk.com/document/orgapp/robots-send-interactive-cards). Texts that are nothing but a link become buttons.
 */
export function standardCard(card: Card): string {
  const links = card.parts.flatMap((part) =>
    part.kind === 'text' && part.text.length === 1 ? part.text.filter(isWebLink) : [],
  );
  const buttons = links.slice(0, dingtalkLimits.linkButtons);
  const parts = card.parts.filter(
    (part) => part.kind !== 'text' || !buttons.some((one) => part.text[0] === one),
  );
  const rendered = renderCard({ ...card, parts });
  return JSON.stringify({
    config: { autoLayout: true, enableForward: true },
    header: { title: { type: 'text', text: markedTitle(rendered) } },
    contents: [
      { type: 'markdown', text: rendered.body, id: 'body' },
      ...(buttons.length > 0 ? [{ type: 'action', id: 'links', actions: buttons.map(button) }] : []),
    ],
  });
}

type Link = Extract<Span, { kind: 'link' }>;

function isWebLink(span: Span): span is Link {
  return typeof span !== 'string' && span.kind === 'link' && webAddress(span.url) !== undefined;
}

function button({ text, url }: Link, index: number): Record<string, unknown> {
  return {
    type: 'button',
    id: `link-${index}`,
    label: { type: 'text', text: plain(text, dingtalkLimits.buttonText) || '↗', id: `label-${index}` },
    actionType: 'openLink',
    status: 'primary',
    url: { all: webAddress(url) },
  };
}
