import type { SubStep } from '../document/documents.ts';

/** Whether an input sets this property, so that only running the step tells its value. Old documents write `properties.` before it. */
export function isFilled({ inputs }: Pick<SubStep, 'inputs'>, property: string): boolean {
  return inputs.some(({ parameterKey }) => parameterKey.replace(/^properties\./, '') === property);
}
