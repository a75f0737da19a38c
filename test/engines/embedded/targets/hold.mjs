// Runs until the file release-<run> is there.
import { existsSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

const { context } = await json(process.stdin);
while (!existsSync(`${process.env.FOLDER}/release-${context.run}`)) await setTimeout(10);
process.stdout.write('{"held": true}');
