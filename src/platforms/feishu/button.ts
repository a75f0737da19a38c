import { z } from 'zod';
import type { Action } from '../../domain/card.ts';
import { type GateValue, gateValue } from '../common/gate-value.ts';
import { parseJson } from '../common/json.ts';

/** `fields` are the inputs of the form that the button sends, by the names of the product. */
export type ButtonValue = GateValue & { fields?: string[] };

/** Far more than a value of ours has; a longer one is somebody else's. */
const MAX_VALUE = 2_000;

const buttonValue = gateValue.extend({ fields: z.array(z.string()).optional() });
const formValues = z.record(z.string(), z.unknown());

export function writeButtonValue({ approval, attempt, verdict, asks }: Action): Record<string, unknown> {
  const fields = asks?.fields.map(({ id }) => id);
  return { approval, attempt, verdict, ...(fields === undefined ? {} : { fields }) };
}

/** Feishu has been seen to send an object as JSON, and that as JSON once more. */
function unwrapped(value: unknown): unknown {
  let read = value;
  for (let depth = 0; depth < 2 && typeof read === 'string'; depth += 1) read = parseJson(read);
  return read;
}

/** Undefined for anything that is not a button of ours. */
export function readButtonValue(value: unknown): ButtonValue | undefined {
  if (typeof value === 'string' && value.length > MAX_VALUE) return undefined;
  const { data } = buttonValue.safeParse(unwrapped(value));
  if (data === undefined) return undefined;
  const { fields, ...gate } = data;
  return fields === undefined ? gate : { ...gate, fields };
}

/** An input's name in the card: each name may stand in a card once, several gates may wait, and both verdicts may ask for a reason. */
export function inputName(
  field: string,
  { approval, verdict }: Pick<GateValue, 'approval' | 'verdict'>,
): string {
  return verdict === 'reject' ? `${field}_${approval}` : `${field}_${approval}_${verdict}`;
}

/** The form's values by the names of the product; what was left empty, or cannot be read, is an empty text. */
export function readFormValues(button: ButtonValue, sent: unknown): Record<string, string> {
  const { fields = [] } = button;
  const values = formValues.safeParse(unwrapped(sent)).data ?? {};
  return Object.fromEntries(
    fields.map((field) => {
      const value = values[inputName(field, button)];
      return [field, typeof value === 'string' ? value : ''];
    }),
  );
}
