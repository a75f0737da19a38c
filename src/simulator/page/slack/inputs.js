import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { t } from '../language.js';
import { room } from './store.js';

/**
 * An input of a modal: the node, how to read it (text, list or '' when empty), and where the focus goes.
 * `ids` ties the input to its label, hint and error.
 */
export function formInput(element, ids) {
  const shared = {
    id: ids.input,
    'aria-describedby': ids.description,
    class: 'field',
    'data-action': element.action_id,
  };
  switch (element.type) {
    case 'static_select':
    case 'external_select':
      return fromSelect(select(optionsOf(element), element.initial_option?.value, shared));
    case 'users_select':
      return fromSelect(select(userOptions(), element.initial_user, shared));
    case 'channels_select':
    case 'conversations_select':
      return fromSelect(
        select(channelOptions(), element.initial_channel ?? element.initial_conversation, shared),
      );
    case 'radio_buttons':
      return boxes(element, 'radio', ids, [element.initial_option?.value]);
    case 'checkboxes':
    case 'multi_static_select':
      return boxes(
        element,
        'checkbox',
        ids,
        (element.initial_options ?? []).map((one) => one.value),
      );
    case 'datepicker':
      return typed(h('input', { ...shared, type: 'date', value: element.initial_date ?? '' }));
    case 'timepicker':
      return typed(h('input', { ...shared, type: 'time', value: element.initial_time ?? '' }));
    default:
      return typed(textInput(element, shared));
  }
}

function textInput(element, shared) {
  const props = { ...shared, placeholder: element.placeholder?.text, value: element.initial_value ?? '' };
  if (element.multiline) return h('textarea', { ...props, rows: 4 });
  const type =
    { email_text_input: 'email', url_text_input: 'url', number_input: 'number' }[element.type] ?? 'text';
  return h('input', { ...props, type, autocomplete: 'off' });
}

function typed(node) {
  return { node, focus: node, read: () => node.value };
}

function fromSelect(node) {
  return { node, focus: node, read: () => node.value };
}

function boxes(element, type, ids, initial) {
  const inputs = element.options.map((option) =>
    h('input', {
      type,
      name: ids.input,
      checked: initial.includes(option.value),
      'data-value': option.value,
    }),
  );
  const rows = element.options.map((option, i) =>
    h(
      'label',
      { class: 'box' },
      inputs[i],
      h(
        'span',
        {},
        withEmoji(option.text.text),
        option.description && h('small', {}, withEmoji(option.description.text)),
      ),
    ),
  );
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.dataset.value);
  return {
    node: h(
      'div',
      { class: 'boxes', role: type === 'radio' ? 'radiogroup' : 'group', 'aria-labelledby': ids.label },
      rows,
    ),
    focus: inputs[0],
    read: () => (type === 'radio' ? (chosen()[0] ?? '') : chosen()),
  };
}

function select(options, initial, props) {
  const node = h(
    'select',
    props,
    h('option', { value: '' }, t('choose')),
    options.map(({ value, label }) => h('option', { value }, label)),
  );
  node.value = initial ?? '';
  return node;
}

function optionsOf(element) {
  const flat = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  return flat.map((option) => ({ value: option.value, label: withEmoji(option.text.text), option }));
}

function userOptions() {
  return room().users.map((user) => ({ value: user.id, label: user.realName }));
}

function channelOptions() {
  return room().channels.map((channel) => ({ value: channel.id, label: `#${channel.name}` }));
}

/** A select in a message: choosing acts at once. */
export function choiceInput(element, choose) {
  const props = {
    class: 'field inline',
    'data-testid': `action-${element.action_id}`,
    'aria-label': element.placeholder?.text,
  };
  if (element.type === 'users_select') {
    const node = select(userOptions(), element.initial_user, props);
    node.addEventListener('change', () => choose({ selected_user: node.value }));
    return node;
  }
  if (element.type === 'datepicker' || element.type === 'timepicker') {
    const [type, name] =
      element.type === 'datepicker' ? ['date', 'selected_date'] : ['time', 'selected_time'];
    const node = h('input', { ...props, type, value: element.initial_date ?? element.initial_time ?? '' });
    node.addEventListener('change', () => choose({ [name]: node.value }));
    return node;
  }
  const options = optionsOf(element);
  const node = select(options, element.initial_option?.value, props);
  node.addEventListener('change', () => {
    const found = options.find((one) => one.value === node.value);
    if (found) choose({ selected_option: found.option });
  });
  return node;
}
