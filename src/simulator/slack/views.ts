import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import type { Changes } from './changes.ts';
import { blockId, secret, slackId } from './ids.ts';
import { SlackError } from './slack-error.ts';
import { completeBlocks } from './wire.ts';
import type { World } from './world.ts';

/** https://docs.slack.dev/surfaces/modals: at most three views on one stack. */
const MAX_STACK = 3;

export type OpenView = {
  id: string;
  user: string;
  hash: string;
  rootId: string;
  previousId?: string;
  /** What the app sent, blocks completed with their ids. */
  view: Json;
  /** Field errors by block_id, from the last submission. */
  errors: Record<string, string>;
  /** Set when a submission could not be delivered or its answer was unusable: the form says that it had trouble. */
  failed?: string;
  open: boolean;
  openedAt: number;
};

export type Views = {
  open(user: string, view: Json): OpenView;
  push(over: OpenView, view: Json): OpenView;
  update(target: OpenView, view: Json): OpenView;
  close(target: OpenView): void;
  /** Closes the whole stack that `target` is on. */
  clear(target: OpenView): void;
  showErrors(target: OpenView, errors: Record<string, string>): void;
  fail(target: OpenView, problem: string): void;
  find(id: string): OpenView | undefined;
  findExternal(externalId: string): OpenView | undefined;
  /** Open views of a person, the top one last. */
  of(user: string): OpenView[];
  /** As Slack returns it; `values` is the state of its inputs. */
  wire(view: OpenView, values?: Json): Json;
};

export function createViews(world: World, clock: SimClock, changes: Changes): Views {
  const views: OpenView[] = [];

  function add(user: string, view: Json, over: OpenView | undefined): OpenView {
    const id = slackId('V');
    const made: OpenView = {
      id,
      user,
      hash: newHash(),
      rootId: over?.rootId ?? id,
      ...(over ? { previousId: over.id } : {}),
      view: complete(view),
      errors: {},
      open: true,
      openedAt: clock.now(),
    };
    views.push(made);
    return told(made);
  }

  function newHash(): string {
    return `${Math.floor(clock.now() / 1000)}.${secret(8)}`;
  }

  function told(view: OpenView): OpenView {
    changes.emit({ type: 'view', view });
    return view;
  }

  function shut(view: OpenView): void {
    view.open = false;
    views.splice(views.indexOf(view), 1);
    told(view);
  }

  const stack = (view: OpenView): OpenView[] => views.filter((one) => one.open && one.rootId === view.rootId);

  return {
    open: (user, view) => add(user, view, undefined),
    push(over, view) {
      if (stack(over).length >= MAX_STACK) throw new SlackError('push_limit_reached');
      return add(over.user, view, over);
    },
    update(target, view) {
      target.view = complete(view);
      target.hash = newHash();
      target.errors = {};
      delete target.failed;
      return told(target);
    },
    close: shut,
    clear(target) {
      for (const one of stack(target).reverse()) shut(one);
    },
    showErrors(target, errors) {
      target.errors = errors;
      delete target.failed;
      told(target);
    },
    fail(target, problem) {
      target.failed = problem;
      told(target);
    },
    find: (id) => views.find((one) => one.id === id && one.open),
    findExternal: (externalId) => views.find((one) => one.open && one.view.external_id === externalId),
    of: (user) => views.filter((one) => one.open && one.user === user),
    wire: (view, values = {}) => ({
      id: view.id,
      team_id: world.team.id,
      type: 'modal',
      private_metadata: '',
      callback_id: '',
      submit: null,
      close: null,
      clear_on_close: false,
      notify_on_close: false,
      external_id: '',
      ...view.view,
      state: { values },
      hash: view.hash,
      previous_view_id: view.previousId ?? null,
      root_view_id: view.rootId,
      app_id: world.app.id,
      app_installed_team_id: world.team.id,
      bot_id: world.app.botId,
    }),
  };
}

function complete(view: Json): Json {
  const blocks = completeBlocks(Array.isArray(view.blocks) ? view.blocks : []);
  for (const block of blocks) {
    const element = block.element;
    if (typeof element === 'object' && element !== null && !('action_id' in element)) {
      block.element = { ...element, action_id: blockId() };
    }
  }
  return { ...view, blocks };
}
