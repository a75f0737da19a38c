import type { Json } from '../../common/json.ts';
import { need, optional } from '../arguments.ts';
import { acceptView } from '../blocks/surfaces.ts';
import { invalidArguments, SlackError } from '../slack-error.ts';
import type { OpenView } from '../views.ts';
import type { Desk, Method } from './method.ts';

export const viewMethods: Record<string, Method> = {
  'views.open': {
    token: 'bot',
    scopes: [],
    run(args, desk) {
      const view = acceptView(args.view);
      refuseTwin(view, desk);
      const trigger = desk.triggers.exchange(need(args, 'trigger_id'));
      return { view: desk.views.wire(desk.views.open(trigger.user, view)) };
    },
  },
  'views.push': {
    token: 'bot',
    scopes: [],
    run(args, desk) {
      const view = acceptView(args.view);
      refuseTwin(view, desk);
      const trigger = desk.triggers.exchange(need(args, 'trigger_id'));
      const top = trigger.view ?? desk.views.of(trigger.user).at(-1);
      if (!top) throw new SlackError('not_found');
      return { view: desk.views.wire(desk.views.push(top, view)) };
    },
  },
  'views.update': {
    token: 'bot',
    scopes: [],
    run(args, desk) {
      const view = acceptView(args.view);
      const target = find(args, desk);
      const hash = optional(args, 'hash');
      if (hash && hash !== target.hash) throw new SlackError('hash_conflict');
      return { view: desk.views.wire(desk.views.update(target, view)) };
    },
  },
};

function find(args: Json, desk: Desk): OpenView {
  const id = optional(args, 'view_id');
  const externalId = optional(args, 'external_id');
  if (!id && !externalId) throw invalidArguments('missing required field: view_id');
  const view = id ? desk.views.find(id) : desk.views.findExternal(externalId ?? '');
  if (!view) throw new SlackError('not_found');
  return view;
}

function refuseTwin(view: Json, desk: Desk): void {
  const externalId = view.external_id;
  if (typeof externalId === 'string' && externalId && desk.views.findExternal(externalId)) {
    throw new SlackError('duplicate_external_id');
  }
}
