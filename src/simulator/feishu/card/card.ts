import { isObject, type Json } from '../../common/json.ts';
import type { FeishuLimits } from '../options.ts';
import { anything, type Check, flag, listOf, oneOf, refuse, shape, text, url } from './check.ts';
import { bodyElements, layout, startPlace } from './containers.ts';
import { anyText, i18nContent, icon, language, perLanguage, px, textTags } from './texts.ts';

const OVER_LIMIT = 11310;

/** https://open.feishu.cn/document/feishu-cards/card-json-v2-structure */
const config = shape(
  {},
  {
    streaming_mode: flag,
    streaming_config: anything,
    summary: shape({}, { content: text(), i18n_content: i18nContent }),
    locales: listOf(language),
    enable_forward: flag,
    update_multi: oneOf(true),
    width_mode: oneOf('default', 'compact', 'fill'),
    use_custom_translation: flag,
    enable_forward_interaction: flag,
    style: shape({}, { text_size: anything, color: anything }),
  },
);

const header = shape(
  { title: anyText },
  {
    subtitle: anyText,
    text_tag_list: textTags,
    i18n_text_tag_list: perLanguage(textTags),
    template: oneOf(
      'blue',
      'wathet',
      'turquoise',
      'green',
      'yellow',
      'orange',
      'red',
      'carmine',
      'violet',
      'purple',
      'indigo',
      'grey',
      'default',
    ),
    icon,
    padding: px,
  },
);

const cardV2: Check = shape(
  { schema: oneOf('2.0') },
  {
    config,
    card_link: shape({}, { url, android_url: url, ios_url: url, pc_url: url }),
    header,
    body: shape({}, { ...layout, elements: bodyElements }),
  },
);

/**
 * Throws the refusal of a card that Feishu would not take. Schema 2.0 is checked to the last property; of a card of the older
 * schema, where unknown properties do no harm, only the outline.
 */
export function checkCard(card: Json, limits: FeishuLimits): void {
  if (card.schema !== '2.0') {
    if (card.schema !== undefined && card.schema !== '1.0') refuse('unknown schema, path: ROOT');
    if (card.body !== undefined) refuse('unknown property, property: body, path: ROOT');
    return;
  }
  const place = startPlace();
  cardV2(card, place);
  if (place.tally.tables > limits.cardTables) refuse('table', OVER_LIMIT, 'card table number over limit');
  if (place.tally.elements > limits.cardElements) refuse('elements', OVER_LIMIT, 'element exceeds the limit');
}

/** Whether the card says in so many words that all see the same: only such a card can be changed by its message id. */
export function isShared(card: Json | undefined): boolean {
  return card !== undefined && isObject(card.config) && card.config.update_multi === true;
}
