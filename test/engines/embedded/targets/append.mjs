// Appends a line for each time that it runs, and gives back where the component is.
import { appendFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';

const { name, context } = await json(process.stdin);
appendFileSync(
  `${process.env.FOLDER}/ran`,
  `${context.run} ${context.step} ${context.stepSessionID} ${name}\n`,
);
process.stdout.write(JSON.stringify({ place: `${name} in ${context.environment}, ` }));
