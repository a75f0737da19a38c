import { z } from 'zod';
import type { Path } from './path.ts';
import type { Found } from './report.ts';
import { type FileConfig, fileSchema } from './schema.ts';
import { suggestion } from './suggest.ts';

/** Checks keys and kinds of values against the schema. No message quotes a value: it may be a secret. */
export function checkShape(value: unknown): { file: FileConfig | undefined; problems: Found[] } {
  const result = fileSchema.safeParse(value, { error: explain });
  if (result.success) return { file: result.data, problems: [] };
  return { file: undefined, problems: result.error.issues.flatMap((issue) => problemsOf(issue, [])) };
}

function problemsOf(issue: z.core.$ZodIssue, base: Path): Found[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.map((key) => {
      return { path: [...path, key], message: `is not a key here${suggestion(key, known, '')}` };
    });
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }));
  if (issue.code === 'invalid_union') {
    // A union of a text and a mapping: what is wrong inside the mapping, or with the text, says more than that it is not the other.
    const inside = issue.errors.find((errors) => errors.some(isInside));
    if (inside !== undefined) return inside.flatMap((error) => problemsOf(error, path));
  }
  return [{ path, message: issue.message }];
}

function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'custom';
}

/** The sentence for an issue that its schema has none for; for unknown keys the known ones, which `problemsOf` reads. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(' ') : '';
    case 'invalid_type':
      return wrongType(issue.expected, issue.input, issue.inst);
    case 'invalid_value':
      return choice(issue.input, issue.values.map(String));
    case 'invalid_union':
      if (!Array.isArray(issue.options)) return undefined;
      return choice(kindOf(issue.input), issue.options.map(String));
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'not_multiple_of':
    default:
      return undefined;
  }
}

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
}

function choice(input: unknown, values: readonly string[]): string {
  const all = values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
  if (input === undefined) return `is missing: ${all}`;
  const near = typeof input === 'string' && values.length > 1 ? suggestion(input, values, '') : '';
  return near.startsWith('; did') ? all + near : all;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function wrongType(expected: string, input: unknown, inst: unknown): string {
  const wanted = KINDS[expected] ?? expected;
  if (input === undefined) return missing(wanted, inst);
  if (input === null) return `is empty: must be ${wanted}, or leave the key out`;
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    return 'must be a text: put it in quotes';
  }
  if (expected === 'array' && typeof input === 'string') return 'must be a list: put it in [ ]';
  return `must be ${wanted}`;
}

/** Says what an editor would show for the key. */
function missing(wanted: string, inst: unknown): string {
  const description = inst instanceof z.ZodType ? inst.description : undefined;
  return description === undefined ? `is missing: must be ${wanted}` : `is missing. ${description}`;
}
