/** The expression is not taken, and the message says what to do. It never leaves this folder: `compileExpression` returns it as a problem. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}
