import type { Finding } from '../../domain/finding.ts';
import { ok, unreachable } from '../common/findings.ts';
import type { Api } from './api.ts';
import { dingtalkCode, toUpstreamError } from './errors.ts';
import { permissionText } from './permissions.ts';
import { BELOW, PEOPLE, PERSON } from './roster.ts';

/** What asks for least of each permission point; DingTalk can be asked for the points themselves by nobody. */
const questions: readonly (readonly [point: string, path: string, body: Record<string, unknown>])[] = [
  ['qyapi_get_member', PERSON, { userid: 'greenlight-doctor' }],
  ['qyapi_get_department_list', BELOW, { dept_id: 1 }],
  ['qyapi_get_department_member', PEOPLE, { dept_id: 1, cursor: 0, size: 1 }],
];

/**
 * Whether groups of the organisation can be read. Any other refusal, such as of a root department that the app may not see, is no missing
 * permission.
 */
export async function checkDirectory(api: Pick<Api, 'legacy'>, signal: AbortSignal): Promise<Finding> {
  const missing: string[] = [];
  for (const [point, path, body] of questions) {
    try {
      await api.legacy(path, body, signal);
    } catch (error) {
      const known = toUpstreamError(path, error);
      if (known.outcome !== 'rejected') return unreachable('DingTalk', 'directory', dingtalkCode(known));
      if (known.code === 'permission-missing') missing.push(point);
    }
  }
  if (missing.length === 0) return ok('directory', 'departments in the app’s range of contacts may be read');
  return {
    level: 'warn',
    subject: 'directory',
    detail: `permission-missing: ${missing.join(', ')}: groups of the organisation are nobody`,
    remedy: `Where a department stands for a group, apply for ${missing.map(permissionText).join(', ')} under "Permission management" of the app, then publish a version.`,
  };
}
