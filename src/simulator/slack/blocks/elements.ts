import { type Check, flag, list, oneOf, pattern, shape, text, url, whole } from './check.ts';
import { richText } from './rich-text.ts';
import { colour, confirm, image, option, optionGroup, plainText, richOption } from './texts.ts';

/** https://docs.slack.dev/reference/block-kit/block-elements: every number here is from the element's own page. */
type Parts = Record<string, Check>;

const actionId = { action_id: text(255) };
const placeholder = { placeholder: plainText(150) };
const focus = { focus_on_load: flag };
const label = { accessibility_label: text(75) };
const dispatch = {
  dispatch_action_config: shape({
    optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
  }),
};

function element(required: Parts, optional: Parts = {}, also?: Check): Check {
  return shape({ required, optional: { ...actionId, ...optional }, ...(also ? { also } : {}) });
}

const optionsOrGroups: Check = (value, at, report) => {
  if (typeof value !== 'object' || value === null) return;
  if ('options' in value === 'option_groups' in value) {
    report.add(at, 'must provide exactly one of: options, option_groups');
  }
};

const staticOptions = { options: list(option, 100), option_groups: list(optionGroup, 100) };
const pick = { ...placeholder, ...focus, confirm };
const manyPicks = { ...pick, max_selected_items: whole(1, 100) };
const conversationFilter = shape({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
});

export const button = element(
  { text: plainText(75) },
  { value: text(2000), url, style: colour, confirm, ...label },
);

const feedback = shape({ required: { text: plainText(75), value: text(2000) }, optional: label });
const minutes = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be in HH:mm format');
const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'must be in YYYY-MM-DD format');
const typing = { ...placeholder, ...focus, ...dispatch };

export const elements = {
  button,
  image,
  checkboxes: element(
    { options: list(richOption, 10) },
    { initial_options: list(richOption, 10), confirm, ...focus },
  ),
  radio_buttons: element(
    { options: list(richOption, 10) },
    { initial_option: richOption, confirm, ...focus },
  ),
  overflow: element({ options: list(option, 5) }, { confirm }),
  datepicker: element({}, { initial_date: date, ...pick }),
  datetimepicker: element({}, { initial_date_time: whole(1_000_000_000, 9_999_999_999), confirm, ...focus }),
  timepicker: element({}, { initial_time: minutes, timezone: text(255), ...pick }),
  static_select: element({}, { ...staticOptions, initial_option: option, ...pick }, optionsOrGroups),
  external_select: element({}, { initial_option: option, min_query_length: whole(0, 255), ...pick }),
  users_select: element({}, { initial_user: text(255), ...pick }),
  conversations_select: element(
    {},
    {
      initial_conversation: text(255),
      default_to_current_conversation: flag,
      response_url_enabled: flag,
      filter: conversationFilter,
      ...pick,
    },
  ),
  channels_select: element({}, { initial_channel: text(255), response_url_enabled: flag, ...pick }),
  multi_static_select: element(
    {},
    { ...staticOptions, initial_options: list(option, 100), ...manyPicks },
    optionsOrGroups,
  ),
  multi_external_select: element(
    {},
    { initial_options: list(option, 100), min_query_length: whole(0, 255), ...manyPicks },
  ),
  multi_users_select: element({}, { initial_users: list(text(255), 100), ...manyPicks }),
  multi_conversations_select: element(
    {},
    {
      initial_conversations: list(text(255), 100),
      default_to_current_conversation: flag,
      filter: conversationFilter,
      ...manyPicks,
    },
  ),
  multi_channels_select: element({}, { initial_channels: list(text(255), 100), ...manyPicks }),
  workflow_button: element(
    {
      text: plainText(75),
      workflow: shape({
        required: {
          trigger: shape({
            required: { url },
            optional: {
              customizable_input_parameters: list(
                shape({ required: { name: text(255), value: text(2000) } }),
                100,
              ),
            },
          }),
        },
      }),
    },
    { style: colour, ...label },
  ),
  plain_text_input: element(
    {},
    {
      initial_value: text(3000, 0),
      multiline: flag,
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
      ...typing,
    },
  ),
  rich_text_input: element({}, { initial_value: richText, ...typing }),
  email_text_input: element({}, { initial_value: text(3000, 0), ...typing }),
  url_text_input: element({}, { initial_value: text(3000, 0), ...typing }),
  number_input: element(
    { is_decimal_allowed: flag },
    { initial_value: text(255, 0), min_value: text(255), max_value: text(255), ...typing },
  ),
  file_input: element({}, { filetypes: list(text(255), 100), max_files: whole(1, 10) }),
  feedback_buttons: element({ positive_button: feedback, negative_button: feedback }),
  icon_button: element(
    { icon: text(255), text: plainText(75) },
    { value: text(2000), confirm, visible_to_user_ids: list(text(255), 100), ...label },
  ),
} satisfies Record<string, Check>;
