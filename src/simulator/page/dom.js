/**
 * Makes an element. Text goes in as text nodes only: nothing on this page turns data into markup.
 * `on` holds listeners; a property that is false, null or undefined is left out.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on')
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (name === 'value') element.value = value;
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}

const fillings = new WeakMap();

/**
 * Fills an element anew, but only when `made`, a text of all that it is made of, has changed: a press that began on a button has to end on
 * the same one. The focus goes to the child with the same `data-focus`.
 */
export function refill(parent, made, build) {
  if (fillings.get(parent) === made) return;
  fillings.set(parent, made);
  const focus = parent.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  parent.replaceChildren();
  append(parent, build());
  if (focus) [...parent.children].find((element) => element.dataset.focus === focus)?.focus();
}

const SVG = 'http://www.w3.org/2000/svg';

const icons = {
  reply: 'M4 5.5h12v8H9.5L6 17v-3.5H4z',
  close: 'm5 5 10 10M15 5 5 15',
  send: 'm3.5 10 13-6-4.5 13-3-5.5z',
  edit: 'm4 16 .8-3.4L13 4.4l2.6 2.6-8.2 8.2z',
  trash: 'M5 6h10M8 6V4h4v2M6.5 6l.7 10h5.6l.7-10',
  eye: 'M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5Zm7.5 2.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  down: 'M10 4v12m-5-5 5 5 5-5',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  check: 'm4.5 10.5 3.6 3.6 7.4-8',
  cross: 'm6 6 8 8m0-8-8 8',
  alert: 'M10 3.5 2.8 16.2h14.4L10 3.5zM10 8.5v3.6m0 2h.01',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-7.5v4m0-6.5h.01',
  power: 'M10 3v7M6.2 5.6a6.2 6.2 0 1 0 7.6 0',
  start: 'm6.5 4.5 9 5.5-9 5.5z',
  at: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm3-3v1a2 2 0 0 0 4 0v-1a7 7 0 1 0-2.7 5.5',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}
