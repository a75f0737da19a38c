import { UpstreamError } from '../../errors.ts';

/** Whether the vendor refused with this code of ours. */
export function isRefused(error: unknown, code: string): boolean {
  return error instanceof UpstreamError && error.outcome === 'rejected' && error.code === code;
}

/** What was asked for; undefined when the vendor refused with this code, which says that it is not there. */
export async function unlessRefused<T>(code: string, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isRefused(error, code)) return undefined;
    throw error;
  }
}
