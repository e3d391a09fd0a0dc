import { parse, TomlError } from 'smol-toml';
import { badConfig } from './configFault.ts';

/** What a TOML text says. Throws `bad-config` for one that is no TOML. */
export function readToml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = 'is no TOML'] = error.message.split('\n');
    throw badConfig({ file, line: error.line, reason });
  }
}
