/** A process of its own that opens the database of the tests, says so, and stays until it is killed. */
import { openTestFile } from './sqlite.ts';

const [, , file = ''] = process.argv;
const database = openTestFile(file);
process.stdout.write('open\n');
process.stdin.resume();
process.stdin.once('end', () => void database.close());
