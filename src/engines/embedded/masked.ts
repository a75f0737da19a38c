/** Hides secrets in texts by their values, in every form in which programs write them. */

/** A shorter value is more likely a word of the language than a secret, and would make the text unreadable. */
const SECRET_LENGTH = 6;

/** As `oneLine` ends a text that it cut. */
const CUT = '…';

/** The forms of all these values; the longest first. */
export function formsOf(values: readonly string[]): readonly string[] {
  const forms = new Set(values.flatMap(formsOfOne).filter((form) => form.length >= SECRET_LENGTH));
  return [...forms].sort((one, other) => other.length - one.length);
}

export function masked(text: string, forms: readonly string[]): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
}

/** The same in a line that may have been cut in the middle of one. */
export function maskedLine(line: string, forms: readonly string[]): string {
  const text = masked(line, forms);
  if (!text.endsWith(CUT)) return text;
  const kept = text.slice(0, -CUT.length);
  const begun = Math.max(0, ...forms.map((form) => beginningAt(kept, form)));
  return begun < SECRET_LENGTH ? text : `${kept.slice(0, -begun)}***${CUT}`;
}

/** How much of the form's beginning the text ends with. */
function beginningAt(text: string, form: string): number {
  let length = Math.min(form.length, text.length);
  while (length >= SECRET_LENGTH && !text.endsWith(form.slice(0, length))) length -= 1;
  return length;
}

/** As it is, line by line, as JSON writes it, as an address writes it, and in base64. */
function formsOfOne(value: string): string[] {
  const lines = value
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== value);
  return [
    value,
    value.trim(),
    ...lines,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ];
}
