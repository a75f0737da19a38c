import type { Json } from '../../domain/run.ts';
import { isObject } from './expressions/path.ts';

/** What `status` in conditions knows a step by beside its name: SetAdditionalNameInStatus in pkg/hooks/data_passing.go of kubevela/workflow. */
export function nicknameOf(properties: Json | undefined): string | undefined {
  if (!isObject(properties)) return undefined;
  for (const name of [properties.name, properties.component])
    if (typeof name === 'string' && name !== '') return name;
  return undefined;
}
