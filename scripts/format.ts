// `npm run format`: puts every file into the one format.
import { runNode, tools } from './lib/project.ts';

process.exitCode = await runNode([tools.oxfmt]);
