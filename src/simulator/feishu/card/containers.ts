import { isObject } from '../../common/json.ts';
import { type Check, flag, listOf, oneOf, type Place, refuse, shape, text, whole } from './check.ts';
import { contents } from './contents.ts';
import { behaviors, confirm, controls } from './controls.ts';
import { element, elementsOf, name } from './element.ts';
import { anyText, color, icon, px, spacing, upright } from './texts.ts';

const direction = oneOf('vertical', 'horizontal');
const horizontalAlign = oneOf('left', 'center', 'right');

/** How a container lays out what it holds. */
export const layout: Record<string, Check> = {
  direction,
  padding: px,
  horizontal_spacing: spacing,
  horizontal_align: horizontalAlign,
  vertical_spacing: spacing,
  vertical_align: upright,
};

const column = element({
  required: { tag: oneOf('column') },
  optional: {
    ...layout,
    background_style: color,
    width: text(),
    weight: whole(1, 5),
    elements: elementsOf(() => nested),
  },
  also(_value, place) {
    place.tally.elements += 1;
  },
});

const border = shape({}, { color, corner_radius: text() });

const panelHeader = shape(
  { title: anyText },
  {
    background_color: color,
    vertical_align: upright,
    padding: px,
    position: oneOf('top', 'bottom'),
    width: text(),
    icon,
    icon_position: oneOf('left', 'right', 'follow_text'),
    icon_expanded_angle: whole(-180, 180),
  },
);

/** Everything that may stand in a column, a panel or a form; a form stands in the body only. */
const nested: Record<string, Check> = {
  ...contents,
  ...controls,
  column_set: element({
    required: { columns: listOf(column, 5) },
    optional: {
      horizontal_spacing: spacing,
      horizontal_align: horizontalAlign,
      flex_mode: oneOf('none', 'stretch', 'flow', 'bisect', 'trisect'),
      background_style: color,
    },
  }),
  collapsible_panel: element({
    required: { header: panelHeader, elements: elementsOf(() => nested) },
    optional: { ...layout, expanded: flag, background_color: color, border },
  }),
  interactive_container: element({
    required: { behaviors, elements: elementsOf(() => nested) },
    optional: {
      ...layout,
      name,
      width: text(),
      height: text(),
      background_style: color,
      has_border: flag,
      border_color: color,
      corner_radius: text(),
      disabled: flag,
      confirm,
    },
  }),
};

/** https://open.feishu.cn/document/feishu-cards/card-json-v2-components/containers/form-container */
const form = element({
  required: { name, elements: elementsOf(() => nested, { inForm: true }) },
  optional: layout,
  also(value, place) {
    if (!hasSubmit(value)) refuse(`a form without a submit button, path: ${place.path}`);
  },
});

export const bodyElements = elementsOf(() => ({ ...nested, form }));

function hasSubmit(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSubmit);
  if (!isObject(value)) return false;
  return value.form_action_type === 'submit' || Object.values(value).some(hasSubmit);
}

export function startPlace(): Place {
  return {
    tally: { elementIds: new Set(), names: new Set(), tables: 0, elements: 0 },
    path: 'ROOT',
    containers: 0,
    inForm: false,
  };
}
