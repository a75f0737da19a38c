import type { JsonObject } from './json.ts';
import type { ObjectStore, Stored } from './object-store.ts';
import type { KubeAnswer, Target } from './request.ts';
import { apiVersionOf } from './resources.ts';
import { type Selector, selectorOf } from './selector.ts';
import { badRequest, expired, invalid, tooLargeVersion } from './status.ts';

/** Collections in pages. A page after the first shows the collection as it was when the first one was read. */
export type Lists = {
  list(target: Target, query: URLSearchParams): KubeAnswer;
};

/** How many collections are remembered for their next pages. */
const MOST_SNAPSHOTS = 50;

type Snapshot = { version: number; items: readonly Stored[] };

/** `version` −1: go on with what is there now. */
type Continue = { version: number; after: string; snapshot?: number };

export function createLists(store: ObjectStore): Lists {
  const snapshots = new Map<number, Snapshot>();
  let named = 0;

  function open(version: number, items: readonly Stored[]): number {
    named += 1;
    snapshots.set(named, { version, items });
    const oldest = [...snapshots.keys()][0];
    if (snapshots.size > MOST_SNAPSHOTS && oldest !== undefined) snapshots.delete(oldest);
    return named;
  }

  function matching(target: Target, query: URLSearchParams): readonly Stored[] {
    const all = store.list(target.resource, target.namespace === '' ? undefined : target.namespace);
    const selector: Selector | undefined = selectorOf(query, target.resource.custom);
    return selector === undefined ? all : all.filter((stored) => selector(stored.object));
  }

  function goOn(token: Continue, target: Target, query: URLSearchParams): Snapshot {
    if (token.version === -1) return { version: store.version, items: matching(target, query) };
    const found = snapshots.get(token.snapshot ?? 0);
    if (found === undefined || token.version < store.compacted)
      throw expired(INCONSISTENT, { continue: encode({ version: -1, after: token.after }) });
    return found;
  }

  return {
    list(target, query) {
      checkVersion(store, query);
      const given = query.get('continue') ?? '';
      const token = given === '' ? undefined : decode(given);
      const snapshot =
        token === undefined
          ? { version: store.version, items: matching(target, query) }
          : goOn(token, target, query);
      const first = token === undefined ? 0 : after(snapshot.items, token.after);
      // What may come from the cache comes whole, whatever the limit.
      const paged = query.get('resourceVersion') !== '0';
      const limit = (paged && Number(query.get('limit'))) || Number.POSITIVE_INFINITY;
      const page = snapshot.items.slice(first, first + limit);
      const left = snapshot.items.length - first - page.length;
      // Of kinds that a definition makes, the last page has an empty token.
      const metadata: JsonObject = {
        ...(target.resource.custom ? { continue: '' } : {}),
        resourceVersion: String(snapshot.version),
      };
      const last = page.at(-1);
      if (left > 0 && last !== undefined) {
        const id = token?.snapshot ?? open(snapshot.version, snapshot.items);
        metadata.continue = encode({ version: snapshot.version, after: keyOf(last), snapshot: id });
        if (!query.has('labelSelector') && !query.has('fieldSelector')) metadata.remainingItemCount = left;
      }
      const { resource } = target;
      const items = page.map((stored) => stored.text()).join(',');
      const head = `"kind":"${resource.kind}List","apiVersion":"${apiVersionOf(resource)}"`;
      return { code: 200, body: `{${head},"metadata":${JSON.stringify(metadata)},"items":[${items}]}` };
    },
  };
}

function checkVersion(store: ObjectStore, query: URLSearchParams): void {
  const asked = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  const more = query.get('continue') ?? '';
  if (query.has('sendInitialEvents'))
    throw wrong(
      'sendInitialEvents',
      'Forbidden: sendInitialEvents is forbidden for list',
      'FieldValueForbidden',
    );
  if (match !== '' && asked === '')
    throw wrong(
      'resourceVersionMatch',
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      'FieldValueForbidden',
    );
  if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan')
    throw wrong(
      'resourceVersionMatch',
      `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
      'FieldValueNotSupported',
    );
  if (match === 'Exact' && asked === '0')
    throw wrong(
      'resourceVersionMatch',
      'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
      'FieldValueForbidden',
    );
  if (more !== '' && asked !== '' && asked !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  if (asked === '' || asked === '0') return;
  const version = readVersion(asked);
  if (version > store.version) throw tooLargeVersion(version, store.version);
  if (match === 'Exact' && version < store.version)
    throw expired('The resourceVersion for the provided list is too old.');
}

function readVersion(asked: string): number {
  if (/^\d+$/.test(asked)) return Number(asked);
  throw badRequest(`invalid resource version: ${notANumber(asked)}`);
}

/** What Go says of a version that is no number. */
export function notANumber(asked: string): string {
  const told = JSON.stringify(asked);
  return `resourceVersion: Invalid value: ${told}: strconv.ParseUint: parsing ${told}: invalid syntax`;
}

function wrong(field: string, message: string, reason: string): Error {
  return invalid('ListOptions', 'meta.k8s.io', '', [{ reason, message, field }]);
}

function keyOf({ namespace, name }: Stored): string {
  return `${namespace}/${name}`;
}

function after(items: readonly Stored[], key: string): number {
  const index = items.findIndex((stored) => keyOf(stored) > key);
  return index < 0 ? items.length : index;
}

const INCONSISTENT =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function encode(token: Continue): string {
  return Buffer.from(
    JSON.stringify({ v: 'meta.k8s.io/v1', rv: token.version, start: token.after, s: token.snapshot }),
  ).toString('base64url');
}

function decode(text: string): Continue {
  try {
    const { rv, start, s } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
    if (typeof rv !== 'number' || typeof start !== 'string') throw new Error('not ours');
    return { version: rv, after: start, ...(typeof s === 'number' ? { snapshot: s } : {}) };
  } catch (error) {
    throw badRequest(`invalid continue token: continue key is not valid: ${String(error)}`);
  }
}
