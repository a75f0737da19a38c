import { createAuditKeys } from '../../src/domain/audit-key.ts';

/** For configurations of tests: long enough for the loader. */
export const AUDIT_SECRET = 'audit-key-of-the-tests-0123456789abcdef';

export const AUDIT_KEYS = createAuditKeys(AUDIT_SECRET);
