import {
  compareFields,
  type FieldSet,
  fieldsOf,
  fromFieldsV1,
  isUnder,
  spoken,
  toFieldsV1,
  withMetadata,
} from './field-set.ts';
import { isObject, type Json, type JsonObject, textAt } from './json.ts';
import { apply as merge, removeFields } from './merge-fields.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { applyConflict, type Cause } from './status.ts';

/** Who writes, as `managedFields` keeps it. */
export type Writer = { manager: string; operation: 'Update' | 'Apply'; subresource: string; time: string };

type Entry = Writer & { apiVersion: string; fields: FieldSet };

const IGNORED = [
  'f:apiVersion',
  'f:kind',
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generateName',
  ].map((name) => `f:metadata\nf:${name}`),
];

/** Each address forgets the half that it may not write. */
function forgotten(path: string, resource: Resource, subresource: string): boolean {
  if (subresource === 'status') return isUnder(path, 'f:spec');
  return resource.hasStatus && isUnder(path, 'f:status');
}

/** What only the server sets is nobody's. */
function owned(path: string, resource: Resource, subresource: string): boolean {
  if (path === 'f:metadata' || IGNORED.some((one) => isUnder(path, one))) return false;
  return !forgotten(path, resource, subresource);
}

/** The entries of `after` when `writer` made it of `before` by any verb but apply. */
export function afterUpdate(
  resource: Resource,
  before: JsonObject | undefined,
  after: JsonObject,
  writer: Writer,
): JsonObject[] {
  const entries = entriesOf(before);
  const { added, modified, removed } = compareFields(before, after, withMetadata(resource.schema));
  const here = (path: string): boolean => !forgotten(path, resource, writer.subresource);
  const changed = new Set([...added, ...modified].filter(here));
  const gone = new Set([...removed].filter(here));
  const taken = new Set([...changed].filter((path) => owned(path, resource, writer.subresource)));
  if (changed.size === 0 && gone.size === 0) return listOf(entries);
  const mine = entries.find((entry) => sameWriter(entry, writer));
  const others = entries.filter((entry) => entry !== mine).map((entry) => without(entry, changed, gone));
  const rest = mine === undefined ? undefined : without(mine, new Set(), gone);
  if (taken.size === 0) return listOf([...others, ...(rest === undefined ? [] : [rest])]);
  const fields: FieldSet = new Set([...(rest?.fields ?? []), ...taken]);
  return listOf([...others, { ...writer, apiVersion: apiVersionOf(resource), fields }]);
}

/**
 * What server-side apply makes of an object, with its entries. Throws a conflict that names the managers where others own what would
 * change, unless `force`.
 */
export function afterApply(
  resource: Resource,
  before: JsonObject | undefined,
  config: JsonObject,
  writer: Writer,
  force: boolean,
): { object: JsonObject; entries: JsonObject[] } {
  const schema = withMetadata(resource.schema);
  const entries = entriesOf(before);
  const live: JsonObject = before ?? { apiVersion: config.apiVersion ?? '', kind: config.kind ?? '' };
  const claimed = new Set(
    [...fieldsOf(config, schema)].filter((path) => owned(path, resource, writer.subresource)),
  );
  const mine = entries.find((entry) => sameWriter(entry, writer));
  const others = entries.filter((entry) => entry !== mine);
  const merged = merge(live, config, schema);
  const dropped = [...(mine?.fields ?? [])].filter(
    (path) => !claimed.has(path) && !others.some((entry) => entry.fields.has(path)),
  );
  const object = removeFields(merged, dropped, schema);
  const { added, modified, removed } = compareFields(live, object, schema);
  const changed = new Set([...added, ...modified]);
  const conflicts = others.flatMap((entry) =>
    [...entry.fields].filter((path) => changed.has(path)).map((path) => ({ entry, path })),
  );
  if (conflicts.length > 0 && !force) throw refusal(conflicts);
  const left = others.map((entry) => without(entry, changed, removed));
  // What changes nothing has no time of its own.
  const time = changed.size === 0 && removed.size === 0 ? (mine?.time ?? '') : writer.time;
  const own: Entry = { ...writer, time, apiVersion: apiVersionOf(resource), fields: claimed };
  return { object, entries: listOf([...left, ...(claimed.size === 0 ? [] : [own])]) };
}

function refusal(conflicts: readonly { entry: Entry; path: string }[]): Error {
  const causes: Cause[] = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${named(entry)}`,
    field: spoken(path),
  }));
  const [first] = conflicts;
  if (conflicts.length === 1 && first !== undefined)
    return applyConflict(
      `Apply failed with 1 conflict: conflict with ${named(first.entry)}: ${spoken(first.path)}`,
      causes,
    );
  const byManager = new Map<string, string[]>();
  for (const { entry, path } of conflicts)
    byManager.set(named(entry), [...(byManager.get(named(entry)) ?? []), `- ${spoken(path)}`]);
  const told = [...byManager]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([manager, paths]) => [`conflicts with ${manager}:`, ...paths]);
  return applyConflict(`Apply failed with ${conflicts.length} conflicts: ${told.join('\n')}`, causes);
}

function named({ manager, subresource, operation, apiVersion }: Entry): string {
  const where = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const when = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${where}${when}`;
}

function sameWriter(a: Writer, b: Writer): boolean {
  return a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;
}

function without(entry: Entry, taken: FieldSet, removed: FieldSet): Entry {
  const left = [...entry.fields].filter((path) => !taken.has(path) && !removed.has(path));
  return left.length === entry.fields.size ? entry : { ...entry, fields: new Set(left) };
}

const KNOWN = new WeakMap<JsonObject, Entry>();

function entriesOf(object: JsonObject | undefined): Entry[] {
  const metadata = object?.metadata;
  const list: Json = isObject(metadata) ? (metadata.managedFields ?? []) : [];
  return Array.isArray(list) ? list.filter(isObject).map(entryOf) : [];
}

function entryOf(told: JsonObject): Entry {
  const known = KNOWN.get(told);
  if (known !== undefined) return known;
  const fields = told.fieldsV1;
  const entry: Entry = {
    manager: textAt(told, 'manager'),
    operation: told.operation === 'Apply' ? 'Apply' : 'Update',
    subresource: textAt(told, 'subresource'),
    time: textAt(told, 'time'),
    apiVersion: textAt(told, 'apiVersion'),
    fields: isObject(fields) ? fromFieldsV1(fields) : new Set(),
  };
  KNOWN.set(told, entry);
  TOLD.set(entry, told);
  return entry;
}

const TOLD = new WeakMap<Entry, JsonObject>();

/** Entries without fields are gone; the others stand in the order of their time, appliers first. */
function listOf(entries: readonly Entry[]): JsonObject[] {
  return entries
    .filter((entry) => entry.fields.size > 0)
    .sort((a, b) => rank(a).localeCompare(rank(b)))
    .map((entry) => {
      const known = TOLD.get(entry);
      if (known !== undefined) return known;
      const told: JsonObject = {
        manager: entry.manager,
        operation: entry.operation,
        apiVersion: entry.apiVersion,
        ...(entry.time === '' ? {} : { time: entry.time }),
        fieldsType: 'FieldsV1',
        fieldsV1: toFieldsV1(entry.fields),
        ...(entry.subresource === '' ? {} : { subresource: entry.subresource }),
      };
      KNOWN.set(told, entry);
      TOLD.set(entry, told);
      return told;
    });
}

function rank({ operation, time, manager, subresource }: Entry): string {
  return [operation === 'Apply' ? '0' : '1', time, manager, subresource].join(' ');
}
