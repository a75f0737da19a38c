import { apiRefusal, topGatewayRefusal } from './refusal.ts';

export type Permissions = {
  /** Throws what DingTalk answers when the app was not given this permission point. */
  check(permission: string | undefined, token: 'header' | 'query'): void;
  deny(permission: string, on: boolean): void;
};

export function createPermissions(clientId: string): Permissions {
  const denied = new Set<string>();
  return {
    deny(permission, on) {
      if (on) denied.add(permission);
      else denied.delete(permission);
    },
    check(permission, token) {
      if (permission === undefined || !denied.has(permission)) return;
      const apply = `https://open-dev.dingtalk.com/appscope/apply?content=${encodeURIComponent(`${clientId}#${permission}`)}`;
      const message = `应用尚未开通所需的权限：[${permission}]，点击链接申请并开通即可：${apply}`;
      if (token === 'query') throw topGatewayRefusal('60011', message);
      throw apiRefusal(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', message, {
        accessdenieddetail: { requiredScopes: [permission] },
      });
    },
  };
}
