import fs from 'node:fs';
import path from 'node:path';
import { projectIn, writeFiles } from './projectFiles.ts';

const CONFIG = '[paths]\ndb = data/app.db\nmigrations = migrations\n';

/** A project whose second and third script are not UTF-8 text. */
export function latinScripts(folder: string): void {
  const files = { '.fastmigrate': CONFIG, 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };
  projectIn(folder, { files, database: 'data/app.db', to: 1 });
  for (const name of ['0002-b.sql', '0003-c.sql'])
    fs.writeFileSync(path.join(folder, 'migrations', name), Buffer.from('-- f\u00fcr\n', 'latin1'));
}

/** A project with a Python and a shell script, and settings that name interpreters which write down that they were used. */
export function chosenInterpreters(folder: string): void {
  const files = {
    '.fastmigrate': `${CONFIG}python = no-such-python\n`,
    'migrations/0001-a.py': 'print("a")\n',
    'migrations/0002-b.sh': 'echo b\n',
  };
  projectIn(folder, { files, database: 'data/app.db', to: 0 });
  const chosen = (name: string, program: string): string => {
    const file = path.join(folder, 'bin', name);
    writeFiles(folder, {
      [`bin/${name}`]: `#!/bin/sh\necho ${name} >> "$(dirname "$0")/used"\nexec ${program} "$@"\n`,
    });
    fs.chmodSync(file, 0o755);
    return file;
  };
  const settings = {
    'fastmigrate.pythonPath': chosen('python', 'python3'),
    'fastmigrate.shellPath': chosen('shell', 'sh'),
  };
  writeFiles(folder, { '.vscode/settings.json': JSON.stringify(settings) });
}

/** A folder for each tenant, with a database of the same name in each. */
export function tenantFolders(folder: string): void {
  const files = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };
  for (const tenant of ['a', 'b'])
    projectIn(folder, { files, database: `tenants/${tenant}/app.db`, to: 0 });
  writeFiles(folder, {
    '.fastmigrate': '[paths]\ndb = tenants/*/app.db\n',
    'tenants/c/app.db': 'no database',
  });
}
