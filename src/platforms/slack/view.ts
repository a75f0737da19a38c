import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Form } from '../../domain/card.ts';
import type { Event } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import { clean } from '../common/clean.ts';
import { gateValue } from '../common/gate-value.ts';
import { cut } from '../common/graphemes.ts';
import { slackLimits } from './limits.ts';
import { literal, mrkdwn } from './text.ts';

/** Dialogs are modals: https://docs.slack.dev/surfaces/modals */

export const CALLBACK_ID = 'greenlight_form';
export const FIELD_INPUT = 'value';
const FIELD_BLOCK = 'field:';

/** What travels with the dialog and comes back with it. Slack keeps it; nothing in it is a permission. */
export const formMetadata = z.object({
  subject: gateValue,
  conversation: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
});
type Field = Form['fields'][number];
type FormMetadata = z.infer<typeof formMetadata>;

export function fieldOfBlock(block: string): string | undefined {
  return block.startsWith(FIELD_BLOCK) ? block.slice(FIELD_BLOCK.length) : undefined;
}

/** Throws `rejected`, `form-too-large` when the subject does not fit into what a modal carries. */
export function formView(form: Form, event: Event): ModalView {
  const { view } = slackLimits;
  const intro = form.text === undefined ? '' : mrkdwn([form.text], slackLimits.sectionText);
  return {
    type: 'modal',
    callback_id: CALLBACK_ID,
    private_metadata: metadata(form, event),
    title: plain(form.title, view.title),
    submit: plain(form.submit, view.submit),
    close: plain(form.cancel, view.close),
    blocks: [
      ...(intro === '' ? [] : [sectionOf(intro)]),
      ...form.fields.map((field) => ({
        type: 'input' as const,
        block_id: FIELD_BLOCK + field.id,
        label: plain(field.label, view.label),
        optional: !field.required,
        ...inputOf(field),
      })),
    ],
  };
}

/** Options that do not fit into a menu stand below a text input: what is typed there is looked at when it arrives. */
function inputOf({
  kind,
  options = [],
  maxLength,
  placeholder,
}: Field): Pick<InputBlock, 'element' | 'hint'> {
  const { view, options: menu } = slackLimits;
  const asked = placeholder ? { placeholder: plain(placeholder, view.placeholder) } : {};
  const fits = options.length <= menu.count && options.every((one) => one.length <= menu.text);
  if (kind === 'choice' && fits && options.length > 0) {
    const choices = options.map((value) => ({ text: plain(value, menu.text), value }));
    return { element: { type: 'static_select', action_id: FIELD_INPUT, options: choices, ...asked } };
  }
  return {
    element: {
      type: 'plain_text_input',
      action_id: FIELD_INPUT,
      multiline: kind === 'lines',
      max_length: Math.min(Math.max(maxLength, 1), view.inputLength),
      ...asked,
    },
    ...(kind === 'choice' && options.length > 0 ? { hint: plain(options.join(' · '), view.hint) } : {}),
  };
}

/** The dialog's place taken by a sentence. `was` is the payload's view, for its title. */
export function messageView(text: string, title: string): ModalView {
  return {
    type: 'modal',
    callback_id: `${CALLBACK_ID}_answer`,
    title: plain(title, slackLimits.view.title),
    blocks: [sectionOf(literalOr(text))],
  };
}

/** Errors as Slack wants them: by input block. Unknown fields' errors stand at the first field, so that none is lost. */
export function blockErrors(
  errors: Readonly<Record<string, string>>,
  blocks: readonly string[],
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [field, message] of Object.entries(errors)) {
    const block = blocks.includes(FIELD_BLOCK + field) ? FIELD_BLOCK + field : blocks[0];
    if (block === undefined) continue;
    out[block] = out[block] === undefined ? message : `${out[block]} ${message}`;
  }
  return out;
}

function metadata(form: Form, event: Event): string {
  const content: FormMetadata = {
    subject: form.subject,
    conversation: event.conversation,
    channel: event.room.id,
    ...(event.room.thread ? { thread: event.room.thread } : {}),
  };
  const text = JSON.stringify(content);
  if (text.length > slackLimits.view.privateMetadata) {
    throw new UpstreamError(
      'rejected',
      'form-too-large',
      'the dialog names more than a Slack modal can carry',
    );
  }
  return text;
}

function plain(text: string, max: number): { type: 'plain_text'; text: string; emoji: boolean } {
  return { type: 'plain_text', text: cut(clean(text).trim() || '–', max), emoji: false };
}

function sectionOf(text: string): ModalView['blocks'][number] {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function literalOr(text: string): string {
  return mrkdwn([text], slackLimits.sectionText) || literal('–');
}
