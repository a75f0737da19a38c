/** Values of Zadig's documents. A field that cannot be read is as good as none: it hides nothing of what stands beside it. */
import { z } from 'zod';

export const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? '');

/** In the year 5138: a later time is none, and no date could be made of many of them. */
const MOST_SECONDS = 100_000_000_000;

/** Unix time in seconds; 0 is none. */
export const seconds = z
  .number()
  .min(0)
  .max(MOST_SECONDS)
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? 0);

/** What of a list can be read. */
export function list<T extends z.ZodType>(of: T): z.ZodType<z.output<T>[]> {
  return z
    .array(z.unknown())
    .nullish()
    .catch(undefined)
    .transform((values): z.output<T>[] =>
      (values ?? []).flatMap((value) => {
        const read = of.safeParse(value);
        return read.success ? [read.data] : [];
      }),
    );
}
