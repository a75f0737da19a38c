import { isObject } from '../../common/json.ts';
import { anything, type Check, flag, listOf, oneOf, refuse, shape, text, url, whole } from './check.ts';
import { interactive } from './element.ts';
import { anyText, icon, plainText } from './texts.ts';

const openUrl = shape(
  { type: oneOf('open_url') },
  { default_url: url, android_url: url, ios_url: url, pc_url: url },
);
const callback = shape({ type: oneOf('callback'), value: anything });

export const behaviors = listOf((value, place) => {
  const check = isObject(value) && value.type === 'open_url' ? openUrl : callback;
  check(value, place);
  if (
    isObject(value) &&
    value.type === 'callback' &&
    !isObject(value.value) &&
    typeof value.value !== 'string'
  ) {
    refuse(`a callback's value is an object or a string, path: ${place.path}`);
  }
});

export const confirm = shape({ title: plainText, text: plainText });

const option = shape({ value: text(1_000, 1) }, { text: plainText, icon });

const choice: Record<string, Check> = {
  type: oneOf('default', 'text'),
  placeholder: plainText,
  width: text(),
  required: flag,
  disabled: flag,
  behaviors,
  confirm,
};

/**
 * Components that people use: https://open.feishu.cn/document/feishu-cards/card-json-v2-components. The rarer ones
 * (image pickers, checkers, overflow menus) are not simulated and are refused like unknown ones.
 */
export const controls: Record<string, Check> = {
  button: interactive({
    optional: {
      type: oneOf(
        'default',
        'primary',
        'danger',
        'text',
        'primary_text',
        'danger_text',
        'primary_filled',
        'danger_filled',
        'laser',
      ),
      size: oneOf('tiny', 'small', 'medium', 'large'),
      width: text(),
      text: anyText,
      icon,
      hover_tips: plainText,
      disabled: flag,
      disabled_tips: plainText,
      confirm,
      behaviors,
      required: flag,
      form_action_type: oneOf('submit', 'reset'),
    },
    also(value, place) {
      if (value.text === undefined && value.icon === undefined) {
        refuse(`missing property, property: text, path: ${place.path}`);
      }
      if (value.form_action_type !== undefined && !place.inForm) {
        refuse(`form_action_type outside of a form, path: ${place.path}`);
      }
    },
  }),
  input: interactive({
    optional: {
      required: flag,
      placeholder: plainText,
      default_value: text(1_000),
      disabled: flag,
      width: text(),
      max_length: whole(1, 1_000),
      input_type: oneOf('text', 'multiline_text', 'password'),
      show_icon: flag,
      rows: whole(1, 100),
      auto_resize: flag,
      max_rows: whole(1, 100),
      label: plainText,
      label_position: oneOf('top', 'left'),
      behaviors,
      confirm,
    },
  }),
  select_static: interactive({
    required: { options: listOf(option) },
    optional: { ...choice, initial_option: text(), initial_index: whole(0, 1_000) },
  }),
  multi_select_static: interactive({
    required: { options: listOf(option) },
    optional: { ...choice, selected_values: listOf(text()) },
  }),
  select_person: interactive({
    optional: { ...choice, options: listOf(shape({ value: text() })), initial_option: text() },
  }),
  date_picker: interactive({ optional: { ...choice, initial_date: text() } }),
};
