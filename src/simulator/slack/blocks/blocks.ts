import { isObject } from '../../common/json.ts';
import { byType, type Check, flag, list, oneOf, type Report, shape, text, url, whole } from './check.ts';
import { button, elements } from './elements.ts';
import { richText, richTextParts } from './rich-text.ts';
import { anyText, image, mrkdwn, oneImageSource, plainText, slackFile } from './texts.ts';

/** https://docs.slack.dev/reference/block-kit/blocks: the limits are each block's own. */
type Parts = Record<string, Check>;

const blockId = { block_id: text(255) };
/** Cells of all rows of a table together. */
const MAX_TABLE_CHARACTERS = 10_000;

function block(required: Parts, optional: Parts = {}, also?: Check): Check {
  return shape({ required, optional: { ...blockId, ...optional }, ...(also ? { also } : {}) });
}

function only(...names: (keyof typeof elements)[]): Check {
  return byType(Object.fromEntries(names.map((name) => [name, elements[name]])));
}

const selects = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
] as const;
const choices = [
  'checkboxes',
  'radio_buttons',
  'datepicker',
  'datetimepicker',
  'timepicker',
  ...selects,
] as const;

/** `action_id` tells the elements of one block apart. */
const uniqueActions: Check = (value, at, report) => {
  if (!isObject(value) || !Array.isArray(value.elements)) return;
  for (const [i, element] of value.elements.entries()) {
    if (isObject(element) && typeof element.action_id === 'string') {
      report.unique(
        at,
        element.action_id,
        `${at}/elements/${i}/action_id`,
        'action_id must be unique within a block',
      );
    }
  }
};

const textOrFields: Check = (value, at, report) => {
  if (isObject(value) && value.text === undefined && value.fields === undefined) {
    report.add(at, 'missing required field: text');
  }
};

const taskCard = block(
  {
    task_id: text(255),
    title: text(256),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  {
    details: richText,
    output: richText,
    sources: list(byType({ url: shape({ required: { url, text: text(256) } }) }), 50),
  },
  (value, at, report) => {
    if (isObject(value) && typeof value.task_id === 'string') {
      report.unique('tasks', value.task_id, `${at}/task_id`, 'task_id must be unique');
    }
  },
);

const cell = byType({
  raw_text: shape({ required: { text: text(MAX_TABLE_CHARACTERS, 0) } }),
  raw_number: shape({ required: { value: number, text: text(255) } }),
  rich_text: shape({ required: richTextParts, optional: blockId }),
});

function number(value: unknown, at: string, report: Report): void {
  if (typeof value !== 'number') report.add(at, 'must be a number');
}

const table = block(
  { rows: list(list(cell, 20), 100) },
  {
    column_settings: list(
      shape({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: flag } }),
      20,
    ),
  },
  (value, at, report) => {
    report.unique('tables', 'table', at, 'only one table allowed per message');
    if (isObject(value) && JSON.stringify(value.rows ?? []).length > 2 * MAX_TABLE_CHARACTERS) {
      report.add(`${at}/rows`, `must be less than ${MAX_TABLE_CHARACTERS + 1} characters`);
    }
  },
);

const card = block(
  {},
  {
    hero_image: byType({ image }),
    icon: byType({ image }),
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(byType({ button }), 3),
  },
  (value, at, report) => {
    if (!isObject(value)) return;
    const says = ['hero_image', 'title', 'actions', 'body'].some((name) => value[name] !== undefined);
    if (!says) report.add(at, 'must provide at least one of: hero_image, title, actions, body');
  },
);

const shared = {
  actions: block(
    { elements: list(only('button', 'overflow', 'workflow_button', 'rich_text_input', ...choices), 25) },
    {},
    uniqueActions,
  ),
  context: block({
    elements: list(
      byType({
        image,
        plain_text: shape({ required: { text: text(3000) }, optional: { emoji: flag } }),
        mrkdwn: shape({ required: { text: text(3000) }, optional: { verbatim: flag } }),
      }),
      10,
    ),
  }),
  divider: block({}),
  header: block({ text: plainText(150) }, { level: whole(1, 4) }),
  image: block(
    { alt_text: text(2000) },
    { image_url: url, slack_file: slackFile, title: plainText(2000) },
    oneImageSource,
  ),
  rich_text: block(richTextParts),
  section: block(
    {},
    {
      text: anyText(3000),
      fields: list(anyText(2000), 10),
      accessory: only('button', 'image', 'overflow', 'workflow_button', ...choices),
      expand: flag,
    },
    textOrFields,
  ),
  input: block(
    {
      label: plainText(2000),
      element: only(
        'plain_text_input',
        'rich_text_input',
        'email_text_input',
        'url_text_input',
        'number_input',
        'file_input',
        ...choices,
      ),
    },
    { hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
  video: block(
    { title: plainText(200), video_url: url, thumbnail_url: url, alt_text: text(2000) },
    {
      title_url: url,
      author_name: text(50),
      provider_name: text(50),
      provider_icon_url: url,
      description: plainText(200),
    },
  ),
} satisfies Record<string, Check>;

const container = block(
  { child_blocks: list(byType({ ...shared, table }), 10) },
  {
    title: plainText(150),
    rich_text_title: richText,
    subtitle: anyText(150),
    width: oneOf('narrow', 'standard', 'wide', 'full'),
    icon: byType({ image }),
    is_collapsible: flag,
    default_collapsed: flag,
    has_header_divider: flag,
  },
  (value, at, report) => {
    if (!isObject(value)) return;
    if (value.title === undefined && value.rich_text_title === undefined)
      report.add(at, 'missing required field: title');
    if (value.default_collapsed === true && value.is_collapsible !== true) {
      report.add(`${at}/default_collapsed`, 'requires is_collapsible to be true');
    }
  },
);

export const messageBlock = byType({
  ...shared,
  card,
  carousel: block({ elements: list(byType({ card }), 10) }),
  container,
  context_actions: block({ elements: list(only('feedback_buttons', 'icon_button'), 5) }, {}, uniqueActions),
  markdown: block({ text: text(12_000) }),
  plan: block({ title: text(256) }, { tasks: list(byType({ task_card: taskCard }), 50, 0) }),
  table,
  data_table: block(
    { rows: list(list(cell, 20), 100), caption: text(255) },
    { page_size: whole(1, 100), row_header_column_index: whole(0, 19) },
  ),
  task_card: taskCard,
});

export const modalBlock = byType({
  ...shared,
  card,
  alert: block({ text: anyText(200) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
});
