import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Profile, Standing } from '../platform.ts';

/** A status that cannot be read makes the whole answer unreadable: somebody frozen must not pass for somebody in use. */
const statusOfUser = z.looseObject({
  is_frozen: z.boolean().optional(),
  is_resigned: z.boolean().optional(),
  is_activated: z.boolean().optional(),
  is_exited: z.boolean().optional(),
  is_unjoin: z.boolean().optional(),
});

/** A person of the directory: https://open.feishu.cn/document/server-docs/contact-v3/user/field-overview */
export const feishuUser = z.looseObject({
  open_id: z.string().min(1),
  name: z.string().optional().catch(undefined),
  enterprise_email: z.string().optional().catch(undefined),
  employee_type: z.number().optional().catch(undefined),
  status: statusOfUser.optional(),
});
export type FeishuUser = z.infer<typeof feishuUser>;

/** `employee_type`: 1 is a regular employee, 2 an intern. Contractors (3), workers of agencies (4), consultants (5) and the tenant's own types are guests. */
const STAFF: readonly number[] = [1, 2];

/**
 * The person as Feishu vouches for them. Their `email` was written down by an administrator, and Feishu itself advises against trusting it
 * (https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/authen-v1/user_info/get), so it is none. The `enterprise_email` is a
 * mailbox that Feishu runs, on a domain that the tenant has proved to own, and belongs to one person. Throws an `UpstreamError` when Feishu leaves
 * the status out, as it does without the scope for it: nobody could be told from somebody who left.
 */
export function profileOf(user: FeishuUser): Profile {
  const { open_id: account, name, enterprise_email: email, status } = user;
  if (status === undefined) {
    const text = 'Feishu does not say who is still there: contact:user.employee:readonly is not granted';
    throw new UpstreamError('rejected', 'scope-missing', text);
  }
  return {
    account,
    name: name === undefined || name === '' ? account : name,
    standing: standingOf(status, user.employee_type),
    ...(email === undefined || email === '' ? {} : { email: email.toLowerCase() }),
  };
}

/** Somebody of whom Feishu tells nothing: of another tenant, or out of the app's range. */
export function outsider(account: string): Profile {
  return { account, name: account, standing: 'outsider' };
}

function standingOf(status: z.infer<typeof statusOfUser>, type: number | undefined): Standing {
  const { is_frozen: frozen, is_resigned: resigned, is_exited: exited, is_unjoin: unjoined } = status;
  const isGone = [frozen, resigned, exited, unjoined].includes(true);
  if (isGone || status.is_activated !== true) return 'deactivated';
  if (type === undefined) return 'outsider';
  return STAFF.includes(type) ? 'member' : 'guest';
}
