import { allows, type User } from './access.ts';
import { bodyObject } from './incoming.ts';
import { at, type JsonObject, textAt } from './json.ts';
import type { KubeAnswer } from './request.ts';

/** What a user may ask about itself; everybody who is known may. */
export function reviewOf(user: User, now: string, { method, path, body }: Asked): KubeAnswer | undefined {
  if (method !== 'POST') return undefined;
  switch (path) {
    case '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews':
      return created(accessReview(user, bodyObject(body)));
    case '/apis/authentication.k8s.io/v1/selfsubjectreviews':
      return created({
        ...bodyObject(body),
        metadata: { creationTimestamp: now },
        status: { userInfo: infoOf(user) },
      });
    default:
      return undefined;
  }
}

type Asked = { method: string; path: string; body: string };

function accessReview(user: User, review: JsonObject): JsonObject {
  const wish = at(review, 'spec', 'resourceAttributes');
  if (wish === undefined) return { ...review, metadata: {}, status: { allowed: true } };
  const allowed = allows(user, {
    verb: textAt(wish, 'verb'),
    group: textAt(wish, 'group'),
    resource: textAt(wish, 'resource'),
    subresource: textAt(wish, 'subresource'),
    namespace: textAt(wish, 'namespace'),
    name: textAt(wish, 'name'),
  });
  const reason = allowed
    ? {
        reason: `RBAC: allowed by ClusterRoleBinding "greenlight" of ClusterRole "greenlight" to User ${JSON.stringify(user.name)}`,
      }
    : {};
  return { ...review, metadata: {}, status: { allowed, ...reason } };
}

function infoOf(user: User): JsonObject {
  return {
    username: user.name,
    uid: user.uid ?? '',
    groups: [...(user.groups ?? []), 'system:authenticated'],
  };
}

function created(object: JsonObject): KubeAnswer {
  return { code: 201, body: JSON.stringify(object) };
}
