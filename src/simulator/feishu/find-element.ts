import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json } from '../common/json.ts';

/** Which element is meant: its `name` or `element_id` as a text, or anything that tells it from the others. */
export type ElementMatch =
  | string
  | { name?: string; elementId?: string; text?: string; value?: Json }
  | ((element: Json) => boolean);

/** A button, and the form that it stands in. */
export type FoundElement = { element: Json; form?: Json };

/** Looks through a card of either schema for a button that fits. */
export function findButton(card: unknown, match: ElementMatch, form?: Json): FoundElement | undefined {
  if (Array.isArray(card)) {
    for (const one of card) {
      const found = findButton(one, match, form);
      if (found) return found;
    }
    return undefined;
  }
  if (!isObject(card)) return undefined;
  if (card.tag === 'button') {
    return fits(card, match) ? { element: card, ...(form ? { form } : {}) } : undefined;
  }
  const around = card.tag === 'form' ? card : form;
  return findButton(Object.values(card), match, around);
}

/** The named inputs of a form, in their order. */
export function inputsOf(form: unknown): Json[] {
  if (Array.isArray(form)) return form.flatMap(inputsOf);
  if (!isObject(form)) return [];
  const isInput = typeof form.name === 'string' && form.tag !== 'form' && form.tag !== 'button';
  return isInput ? [form] : inputsOf(Object.values(form));
}

/** What a click sends back, or undefined when the button only opens a link. */
export function callbackOf(element: Json): { value?: unknown } | undefined {
  // The older schema writes the value at the button itself.
  if (element.value !== undefined) return { value: element.value };
  const behaviors = Array.isArray(element.behaviors) ? element.behaviors.filter(isObject) : [];
  const callback = behaviors.find((one) => one.type === 'callback');
  return callback ? { value: callback.value } : undefined;
}

function fits(element: Json, match: ElementMatch): boolean {
  if (typeof match === 'function') return match(element);
  if (typeof match === 'string') return element.name === match || element.element_id === match;
  const label = isObject(element.text) ? element.text.content : undefined;
  return (
    (match.name === undefined || element.name === match.name) &&
    (match.elementId === undefined || element.element_id === match.elementId) &&
    (match.text === undefined || label === match.text) &&
    (match.value === undefined || isDeepStrictEqual(callbackOf(element)?.value, match.value))
  );
}
