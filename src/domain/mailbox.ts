/** A local part and a domain: what more an address must be, its mail server knows. Nothing in it can become another address, or another header. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,253}$/;

/** Whether letters can go to it. */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}
