import { byType, type Check, flag, list, oneOf, shape, text, url, whole } from './check.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
const MAX_TEXT = 12_000;
const MAX_ELEMENTS = 1_000;

const style = shape({
  optional: {
    bold: flag,
    code: flag,
    italic: flag,
    strike: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
});

function styled(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return shape({ required, optional: { ...optional, style } });
}

const inline: Record<string, Check> = {
  text: styled({ text: text(MAX_TEXT) }),
  link: styled({ url }, { text: text(MAX_TEXT), unsafe: flag }),
  emoji: styled({ name: text(255) }, { unicode: text(255), url }),
  user: styled({ user_id: text(255) }),
  usergroup: styled({ usergroup_id: text(255) }),
  channel: styled({ channel_id: text(255) }),
  team: styled({ team_id: text(255) }),
  broadcast: styled({ range: oneOf('here', 'channel', 'everyone') }),
  color: styled({ value: text(255) }),
  date: styled(
    { timestamp: whole(0, Number.MAX_SAFE_INTEGER), format: text(255) },
    { url, fallback: text(MAX_TEXT) },
  ),
};

const inlines = list(byType(inline), MAX_ELEMENTS, 0);
const border = oneOf(0, 1);
const section = shape({ required: { elements: inlines } });

const paragraphs = byType({
  rich_text_section: section,
  rich_text_list: shape({
    required: {
      style: oneOf('bullet', 'ordered'),
      elements: list(byType({ rich_text_section: section }), MAX_ELEMENTS),
    },
    optional: { indent: whole(0, 8), border, offset: whole(0, MAX_ELEMENTS) },
  }),
  rich_text_quote: shape({ required: { elements: inlines }, optional: { border } }),
  rich_text_preformatted: shape({
    required: {
      elements: list(
        byType({ text: styled({ text: text(MAX_TEXT) }), link: styled({ url }, { text: text(MAX_TEXT) }) }),
        MAX_ELEMENTS,
        0,
      ),
    },
    optional: { border, language: text(255) },
  }),
});

export const richTextParts: Record<string, Check> = { elements: list(paragraphs, MAX_ELEMENTS) };

/** A whole rich_text, where it is a part of another block. */
export const richText = byType({
  rich_text: shape({ required: richTextParts, optional: { block_id: text(255) } }),
});
