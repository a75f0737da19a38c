import { VENDORS, type Vendor, vendorOf } from '../domain/recipient.ts';
import type { Path } from './path.ts';
import { entries, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { accountSpelling, channelAccountSpelling } from './spellings.ts';
import { unknownName } from './unknown-name.ts';

type Known = { platforms: unknown; channels: unknown };

/** `people.*.ids`: each key is a platform, a channel, or the word for all channels of a vendor, and each account is spelled as there. */
export function checkAccounts(value: unknown): Found[] {
  const known = { platforms: member(value, 'platforms'), channels: member(value, 'channels') };
  const problems: Found[] = [];
  const owners = new Map<string, string>();
  for (const [person, settings] of entries(member(value, 'people'))) {
    for (const [key, account] of entries(member(settings, 'ids'))) {
      const path = ['people', person, 'ids', key];
      const place = placeOf(key, person, path, known);
      if ('problem' in place) problems.push(place.problem);
      if (typeof account !== 'string' || account === '') continue;
      if ('spelling' in place && place.spelling?.account.test(account) === false)
        problems.push({ path, message: place.spelling.noAccount });
      const owner = owners.get(`${key}\n${account}`);
      if (owner !== undefined) {
        const message = `is already the account of ${owner}: one account belongs to one person`;
        problems.push({ path, message });
      } else {
        owners.set(`${key}\n${account}`, person);
      }
    }
  }
  return problems;
}

type Place = { problem: Found } | { spelling: ReturnType<typeof accountSpelling> };

function placeOf(key: string, person: string, path: Path, { platforms, channels }: Known): Place {
  const platform = member(platforms, key);
  if (platform !== undefined) return { spelling: accountSpelling(member(platform, 'kind')) };
  const channel = member(channels, key);
  const kinds = vendorsOf(channels);
  if (channel === undefined) {
    const word = kinds.find((vendor) => vendor === key);
    if (word !== undefined) return { spelling: channelAccountSpelling(word) };
    const names = [...keys(platforms), ...keys(channels), ...kinds];
    const what = keys(channels).length === 0 ? 'platform' : 'platform or channel';
    return { problem: unknownName(what, key, path, names, () => key) };
  }
  const kind = member(channel, 'kind');
  if (kind === 'email') {
    const message = `is a channel for letters: write the address under people.${person}.email`;
    return { problem: { path, message } };
  }
  if (kind === 'webhook') {
    const message = 'is a channel for programs, which know people by name and address: take it out';
    return { problem: { path, message } };
  }
  const vendor = typeof kind === 'string' ? vendorOf(kind) : undefined;
  return { spelling: vendor === undefined ? undefined : channelAccountSpelling(vendor) };
}

/** Whose channels the file has, beside those that are only platforms. */
function vendorsOf(channels: unknown): Vendor[] {
  const kinds = entries(channels).map(([, channel]) => member(channel, 'kind'));
  const vendors = new Set(kinds.map((kind) => (typeof kind === 'string' ? vendorOf(kind) : undefined)));
  return VENDORS.filter((vendor) => vendors.has(vendor));
}
