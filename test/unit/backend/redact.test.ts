import assert from 'node:assert/strict';
import { redacting, redactor } from '../../../src/core/backend/redact.ts';
import type { EngineEvent } from '../../../src/core/events.ts';
import { isConnection, secretsOf, withoutPasswords } from '../../../src/core/project/connection.ts';
import { systemRuntime } from '../../../src/systemRuntime.ts';

describe('a value of db', () => {
  const CASES: readonly (readonly [value: string, connection: boolean])[] = [
    ['env:DATABASE_URL', true],
    ['postgresql://h/db', true],
    ['mysql+pymysql://u:p@h/db', true],
    ['host=localhost dbname=app password=x', true],
    ['service = prod', true],
    ['data/app.db', false],
    ['/abs/app.db', false],
    ['C:\\data\\app.db', false],
    ['env:', false],
    ['env:A-B', false],
    ['$DATABASE_URL', false],
    ['a=b.db', false],
    ['http:/odd/but/a/path', false],
  ];
  for (const [value, connection] of CASES)
    it(`is ${connection ? 'a connection' : 'a path'}: ${value}`, () => {
      assert.equal(isConnection(value), connection);
    });
});

describe('passwords', () => {
  const CASES: readonly (readonly [text: string, shown: string])[] = [
    ['x postgresql://me:s3cret@h:5/d y', 'x postgresql://me:***@h:5/d y'],
    ['postgresql://:s3cret@h/d', 'postgresql://:***@h/d'],
    ['ab://me:p@ss@h/d', 'ab://me:***@h/d'],
    ['postgresql:///d?user=me&password=s3cret&x=1', 'postgresql:///d?user=me&password=***&x=1'],
    ["host=h password='it''s' user=u", "host=h password=***'s' user=u"],
    ['{"password": "s3cret"}', '{"password": ***}'],
    ['libsql://h?authToken=abc.def', 'libsql://h?authToken=***'],
    ['http://example.org/a:b', 'http://example.org/a:b'],
    ['see file:///a/b:12 for the password rules', 'see file:///a/b:12 for the password rules'],
    ['postgresql://me@h/d', 'postgresql://me@h/d'],
  ];
  for (const [text, shown] of CASES)
    it(`go from ${text}`, () => {
      assert.equal(withoutPasswords(text), shown);
    });

  it('are found as written and as decoded', () => {
    assert.deepEqual(secretsOf('ab://me:p%40ss@h/d'), ['p%40ss', 'p@ss']);
    assert.deepEqual(secretsOf("host=h password='a b'"), ['a b', 'a b']);
    assert.deepEqual(secretsOf('ab://me:100%@h'), ['100%', '100%']);
  });

  it('of the environment go wherever they stand', () => {
    const redact = redactor('ab://me:first-one@h', {
      DATABASE_URL: 'bc://you:second-one@h',
      PGPASSWORD: 'third-one',
      MY_API_KEY: 'fourth-one',
      PWD: '/home/me',
      GITHUB_TOKEN: 'abc',
    });
    assert.equal(
      redact('first-one second-one third-one fourth-one /home/me abc'),
      '*** *** *** *** /home/me abc',
    );
  });
});

describe('a runtime without secrets', () => {
  it('sends output in whole lines, and the rest when the script ends', () => {
    const events: EngineEvent[] = [];
    const runtime = redacting(
      systemRuntime(undefined, (event) => events.push(event)),
      redactor('ab://me:s3cret-thing@h', {}),
    );
    const say = (text: string): void =>
      runtime.emit({ type: 'script-output', file: 'f', stream: 'stdout', text });
    say('one s3cret');
    assert.equal(events.length, 0);
    say('-thing\ntwo s3cret-');
    say('thing');
    runtime.emit({ type: 'script-finished', file: 'f' });
    assert.deepEqual(
      events.map((event) => (event.type === 'script-output' ? event.text : event.type)),
      ['one ***\n', 'two ***', 'script-finished'],
    );
  });

  it('hides what a script is started with', () => {
    const events: EngineEvent[] = [];
    const runtime = redacting(
      systemRuntime(undefined, (event) => events.push(event)),
      redactor(undefined, {}),
    );
    const command = ['sh', 'x.sh', 'ab://me:s3cret@h'];
    runtime.emit({ type: 'script-started', file: 'x.sh', command });
    assert.deepEqual(events, [
      { type: 'script-started', file: 'x.sh', command: ['sh', 'x.sh', 'ab://me:***@h'] },
    ]);
  });
});
