import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** The JSON Schema of greenlight.yaml for editors, as draft 7: the newest that the YAML language servers read completely. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'greenlight.yaml' };
}
