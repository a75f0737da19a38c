import { z } from 'zod';

/**
 * What Feishu takes of the parts that we use, and nothing else: an unknown property is an error there. Written after
 * https://open.feishu.cn/document/feishu-cards/card-json-v2-structure and the pages of the components, not after our own types.
 */

const plain = z.strictObject({ tag: z.literal('plain_text'), content: z.string().min(1) });
const name = z.string().regex(/^[A-Za-z0-9_]{1,100}$/);

const markdown = z.strictObject({
  tag: z.literal('markdown'),
  content: z.string().min(1),
  text_size: z.enum(['normal', 'notation']).optional(),
});
const hr = z.strictObject({ tag: z.literal('hr') });

const button = {
  tag: z.literal('button'),
  type: z.enum(['default', 'primary', 'danger', 'primary_filled', 'danger_filled']),
  text: plain,
  behaviors: z
    .array(z.strictObject({ type: z.literal('callback'), value: z.record(z.string(), z.unknown()) }))
    .length(1),
};
const plainButton = z.strictObject(button);
/** Without name, action or behaviour the clients show 200340. */
const submitButton = z.strictObject({ ...button, name, form_action_type: z.literal('submit') });

const input = z.strictObject({
  tag: z.literal('input'),
  name,
  required: z.boolean(),
  input_type: z.enum(['text', 'multiline_text']),
  max_length: z.int().min(1).max(1_000),
  placeholder: z.strictObject({ tag: z.literal('plain_text'), content: z.string().min(1).max(100) }),
  width: z.enum(['default', 'fill']),
  rows: z.int().min(1).optional(),
  auto_resize: z.boolean().optional(),
  label: plain.optional(),
});

function columns(element: z.ZodType): z.ZodType {
  return z.strictObject({
    tag: z.literal('column_set'),
    flex_mode: z.enum(['none', 'stretch', 'flow', 'bisect', 'trisect']),
    columns: z
      .array(
        z.strictObject({
          tag: z.literal('column'),
          width: z.enum(['auto', 'weighted']),
          weight: z.int().min(1).max(5).optional(),
          vertical_align: z.enum(['top', 'center', 'bottom']),
          elements: z.array(element).min(1),
        }),
      )
      .min(1),
  });
}

/** No form and no plain button in a form. */
const inForm = z.union([input, submitButton, columns(z.union([input, submitButton]))]);
const form = z.strictObject({ tag: z.literal('form'), name, elements: z.array(inForm).min(1) });

export const cardSchema = z.strictObject({
  schema: z.literal('2.0'),
  config: z.strictObject({
    update_multi: z.literal(true),
    width_mode: z.enum(['fill', 'compact', 'default']),
    summary: z.strictObject({ content: z.string().min(1) }),
  }),
  header: z
    .strictObject({
      template: z.enum(['blue', 'wathet', 'turquoise', 'green', 'yellow', 'orange', 'red', 'grey']),
      title: plain,
    })
    .optional(),
  body: z.strictObject({
    elements: z
      .array(z.union([markdown, hr, form, plainButton, columns(z.union([markdown, plainButton]))]))
      .min(1),
  }),
});

/** Every name stands in a card once. */
export function namesIn(card: unknown): string[] {
  return [...JSON.stringify(card).matchAll(/"name":"([^"]*)"/g)].map(([, found = '']) => found);
}
