import type { RefusalCode } from '../../domain/refusal.ts';

/** `message` is for logs and programs: people read the code's sentence in their language. */
export function refused(
  code: RefusalCode,
  message: string,
): { kind: 'refused'; code: RefusalCode; message: string } {
  return { kind: 'refused', code, message };
}
