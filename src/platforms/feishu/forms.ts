import type { Action } from '../../domain/card.ts';
import { clean } from '../common/clean.ts';
import { verdictMarks } from '../common/marks.ts';
import { inputName, writeButtonValue } from './button.ts';
import { type Button, type Element, type Form, type Input, plainText } from './elements.ts';
import { feishuLimits } from './limits.ts';
import { cut } from './text.ts';

/** Buttons, and what is asked before one of them counts: inputs beside it in the card. */

export function button(action: Action): Button {
  const label = cut(clean(action.label).trim() || verdictMarks[action.verdict], feishuLimits.buttonText);
  return {
    tag: 'button',
    type: action.style === 'primary' ? 'primary_filled' : action.style === 'danger' ? 'danger' : 'default',
    text: plainText(label),
    behaviors: [{ type: 'callback', value: writeButtonValue(action) }],
  };
}

/** A form stands at the root of the card and nowhere else; all names in it stand in the card once. */
export function form(action: Action, asks: NonNullable<Action['asks']>): Form {
  const { approval, verdict } = action;
  const submit: Button = { ...button(action), name: `${verdict}_${approval}`, form_action_type: 'submit' };
  const inputs = asks.fields.map((field) => input(field, approval, asks.fields.length > 1));
  const [only, ...others] = inputs;
  const elements: Element[] =
    only !== undefined && others.length === 0 ? [beside(only, submit)] : [...inputs, submit];
  return { tag: 'form', name: `form_${verdict}_${approval}`, elements };
}

function beside(wide: Element, narrow: Element): Element {
  return {
    tag: 'column_set',
    flex_mode: 'none',
    columns: [
      { tag: 'column', width: 'weighted', weight: 1, vertical_align: 'center', elements: [wide] },
      { tag: 'column', width: 'auto', vertical_align: 'center', elements: [narrow] },
    ],
  };
}

function input(
  field: NonNullable<Action['asks']>['fields'][number],
  approval: number,
  several: boolean,
): Input {
  const label = clean(field.label).trim() || field.id;
  const hint = clean(field.placeholder ?? '').trim();
  // A single input stands beside its button without a label of its own: what it is for stands in it.
  const said = several && hint !== '' ? hint : `${label} ${hint}`.trim();
  return {
    tag: 'input',
    name: inputName(field.id, approval),
    required: field.required,
    input_type: field.kind === 'lines' ? 'multiline_text' : 'text',
    max_length: Math.min(Math.max(field.maxLength, 1), feishuLimits.inputLength),
    placeholder: plainText(cut(said, feishuLimits.placeholderText)),
    width: 'fill',
    ...(field.kind === 'lines' ? { rows: 1, auto_resize: true } : {}),
    ...(several ? { label: plainText(cut(label, feishuLimits.placeholderText)) } : {}),
  };
}
