import type { Schema } from '../schema.ts';
import { anything, bool, list, object, text } from './steps.ts';

/** Kinds of Kubernetes itself, as far as they are asked for here. */

const root = { apiVersion: text, kind: text, metadata: { type: 'object' } } as const;
const texts: Schema = { type: 'object', additionalProperties: text };

export const configMap: Schema = object({ ...root, data: texts, binaryData: texts, immutable: bool });

export const secret: Schema = object({
  ...root,
  data: texts,
  immutable: bool,
  type: { type: 'string', default: 'Opaque' },
});

export const namespace: Schema = object({
  ...root,
  spec: object({ finalizers: list(text) }),
  status: object({ phase: text }),
});

export const customResourceDefinition: Schema = { ...object({ ...root, spec: anything, status: anything }) };
