import type { Json } from '../common/json.ts';
import { invalidArguments, SlackError } from './slack-error.ts';

/** Arguments that are objects: as form fields they arrive as JSON text. */
const NESTED: Record<string, string> = {
  blocks: 'invalid_blocks_format',
  attachments: 'invalid_attachments',
  metadata: 'invalid_metadata_format',
  view: 'invalid_arguments',
  message: 'invalid_arguments',
};

/** Reads the body of a Web API call: a form, or JSON. */
export function readArguments(contentType: string, body: string): Json {
  if (contentType.startsWith('application/json')) {
    const parsed = parse(body, 'invalid_json');
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new SlackError('json_not_object');
    return { ...parsed };
  }
  if (body !== '' && !contentType.startsWith('application/x-www-form-urlencoded')) {
    throw new SlackError('invalid_post_type');
  }
  const args: Json = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const error = NESTED[name];
    args[name] = error ? parse(value, error) : value;
  }
  return args;
}

function parse(text: string, error: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SlackError(error);
  }
}

/** A text argument that must be there. */
export function need(args: Json, name: string): string {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') throw invalidArguments(`missing required field: ${name}`);
  return value;
}

export function optional(args: Json, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function truthy(args: Json, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1';
}

/** One page of `items`, with Slack's cursor. */
export function page<T>(args: Json, items: T[], fallback: number): { items: T[]; next: string } {
  const limit = Math.min(Math.max(Number(optional(args, 'limit') ?? fallback) || fallback, 1), 1000);
  const cursor = optional(args, 'cursor');
  const from = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(from) || from < 0) throw new SlackError('invalid_cursor');
  const more = from + limit < items.length;
  const next = more ? Buffer.from(String(from + limit)).toString('base64url') : '';
  return { items: items.slice(from, from + limit), next };
}
