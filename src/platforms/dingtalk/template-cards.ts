import type { Action } from '../../domain/card.ts';
import { dingtalkLimits } from './limits.ts';
import { buttonLabel, type Gate, markedTitle, type Rendered } from './render.ts';
import { plain } from './text.ts';

/**
 * A card as the variables of a card template. All values are texts: DingTalk refuses others
 * (https://open.dingtalk.com/document/orgapp/create-and-deliver-cards).
 */
export type Variables = Record<string, string>;

/** DingTalk's own AI card, which every tenant has: its official SDKs name it (https://github.com/open-dingtalk/dingtalk-stream-sdk-python, `card_instance.py`). */
export const BUILTIN_TEMPLATE = '382e4302-551d-4880-bf29-a30acfab2e71.schema';

/** The AI card shows its buttons in the state "finished" only. */
const FINISHED = '3';

const colours = { primary: 'blue', danger: 'red', plain: 'gray' } as const;

/** For the template in `manifests/dingtalk-card.json`. Every variable is always set, so that an edit hides what is over. */
export function templateVariables(rendered: Rendered): Variables {
  const { title, tone, body, gates } = rendered;
  const variables: Variables = { title, tone, body: withMore(body, gates.length - dingtalkLimits.gates) };
  for (let n = 1; n <= dingtalkLimits.gates; n += 1) {
    const gate = gates[n - 1];
    variables[`gate_${n}`] = gate?.name ?? '';
    variables[`approve_${n}`] = gate?.approve ? buttonLabel(gate.approve) : '';
    variables[`reject_${n}`] = gate?.reject ? buttonLabel(gate.reject) : '';
    variables[`reason_${n}`] = reasonHint(gate);
  }
  return variables;
}

function reasonHint(gate: Gate | undefined): string {
  const field = gate?.reject?.asks?.fields[0];
  return plain(`${field?.label ?? ''} ${field?.placeholder ?? ''}`.trim(), dingtalkLimits.placeholder);
}

export function builtinVariables(rendered: Rendered): Variables {
  const actions = rendered.gates.flatMap(({ approve, reject }) =>
    [approve, reject].filter((action) => action !== undefined),
  );
  const buttons = actions.slice(0, dingtalkLimits.builtinButtons);
  return {
    flowStatus: FINISHED,
    msgTitle: markedTitle(rendered),
    msgContent: withMore(rendered.body, Math.ceil((actions.length - buttons.length) / 2)),
    sys_full_json_obj: JSON.stringify({
      order: ['msgTitle', 'msgContent', 'msgButtons'],
      msgButtons: buttons.map(builtinButton),
    }),
  };
}

function builtinButton(action: Action): Record<string, unknown> {
  return {
    text: buttonLabel(action),
    color: colours[action.style],
    id: `${action.verdict}:${action.approval}:${action.attempt}`,
    // Asks us instead of opening an address.
    request: true,
  };
}

/** Gates without buttons are decided by what is typed. */
function withMore(body: string, gates: number): string {
  return gates > 0 ? `${body}\n\n… ✋ +${gates}` : body;
}
