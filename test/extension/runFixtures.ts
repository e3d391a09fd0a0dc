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

/** Two databases with one folder: the first has none of the scripts, the second all but the one that was merged late. */
export function oneFolderForTwo(folder: string): void {
  const files = {
    'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
    'migrations/0003-c.sql': 'CREATE TABLE c (x);\n',
    '.fastmigrate': '[paths]\ndb = data/app.db\n\n[database reports]\ndb = data/reports.db\n',
  };
  projectIn(folder, { files, database: 'data/app.db', to: 0 });
  projectIn(folder, { files: {}, database: 'data/reports.db', to: 3 });
  writeFiles(folder, { 'migrations/0002-late.sql': 'CREATE TABLE late (x);\n' });
}

/** Two databases, each with a script that ends only when it is cancelled. */
export function longScripts(folder: string): void {
  projectIn(folder, {
    files: {
      'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
      'migrations/0002-long.sql':
        'CREATE TABLE half (x);\nINSERT INTO half WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000000000) SELECT count(*) FROM c;\n',
      'sleepy/0001-b.sql': 'CREATE TABLE b (x);\n',
      'sleepy/0002-sleep.py':
        'import os, sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1])\nc.execute("CREATE TABLE half (x)")\nc.commit()\nopen(os.path.join(os.path.dirname(sys.argv[1]), "asleep"), "w").write(str(os.getpid()))\ntime.sleep(600)\n',
      '.fastmigrate':
        '[paths]\ndb = data/long.db\nmigrations = migrations\n\n[database sleepy]\ndb = data/sleepy.db\nmigrations = sleepy\n',
    },
    database: 'data/long.db',
    to: 0,
  });
  projectIn(folder, { files: {}, database: 'data/sleepy.db', migrations: 'sleepy', to: 0 });
}
