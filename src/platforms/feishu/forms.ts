import type { Action } from '../../domain/card.ts';
import { clean } from '../common/clean.ts';
import { verdictMarks } from '../common/marks.ts';
import { inputName, writeButtonValue } from './button.ts';
import {
  type Button,
  type Element,
  type Form,
  type Input,
  markdownElement,
  plainText,
  type Select,
} from './elements.ts';
import { feishuLimits } from './limits.ts';
import { cut, literal } from './text.ts';

type Field = NonNullable<Action['asks']>['fields'][number];

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

/**
 * A form stands at the root of the card and nowhere else; all names in it stand in the card once. `options`: how many a menu may have here; a
 * longer list is typed instead, and looked at when it arrives.
 */
export function form(action: Action, asks: NonNullable<Action['asks']>, options: number): Form {
  const { approval, verdict } = action;
  const submit: Button = { ...button(action), name: `${verdict}_${approval}`, form_action_type: 'submit' };
  const several = asks.fields.length > 1;
  const inputs = asks.fields.map((field) => {
    const isMenu = field.kind === 'choice' && (field.options ?? []).length <= options;
    return isMenu ? menu(field, action, several) : [input(field, action, several)];
  });
  const [only, ...others] = inputs.flat();
  const elements: Element[] =
    only !== undefined && others.length === 0 ? [beside(only, submit)] : [...inputs.flat(), submit];
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

/** A menu has no label of its own. */
function menu(field: Field, action: Action, several: boolean): Element[] {
  const label = labelOf(field);
  const hint = clean(field.placeholder ?? '').trim() || '…';
  const said = several ? hint : `${label} ${hint}`;
  const select: Select = {
    tag: 'select_static',
    name: inputName(field.id, action),
    required: field.required,
    placeholder: plainText(cut(said, feishuLimits.placeholderText)),
    width: 'fill',
    options: (field.options ?? []).map((value) => ({
      text: plainText(cut(clean(value).trim() || '–', feishuLimits.optionText)),
      value,
    })),
  };
  return several ? [markdownElement(literal(cut(label, feishuLimits.placeholderText))), select] : [select];
}

function input(field: Field, action: Action, several: boolean): Input {
  const label = labelOf(field);
  // A list that is too long for a menu is at least named.
  const listed = field.kind === 'choice' ? field.options?.join(' / ') : undefined;
  const hint = clean(listed ?? field.placeholder ?? '').trim();
  // A single input stands beside its button without a label of its own: what it is for stands in it.
  const said = several ? hint : `${label} ${hint}`.trim();
  return {
    tag: 'input',
    name: inputName(field.id, action),
    required: field.required,
    input_type: field.kind === 'lines' ? 'multiline_text' : 'text',
    max_length: Math.min(Math.max(field.maxLength, 1), feishuLimits.inputLength),
    ...(said === '' ? {} : { placeholder: plainText(cut(said, feishuLimits.placeholderText)) }),
    width: 'fill',
    ...(field.kind === 'lines' ? { rows: 1, auto_resize: true } : {}),
    ...(several ? { label: plainText(cut(label, feishuLimits.placeholderText)) } : {}),
  };
}

function labelOf(field: Field): string {
  return clean(field.label).trim() || field.id;
}
