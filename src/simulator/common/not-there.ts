/** A person reached for something that is not there (any more): a button of an older card, a closed form, another's room. */
export class NotThere extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotThere';
  }
}
