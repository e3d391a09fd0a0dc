import assert from 'node:assert/strict';
import { interpreterFor } from '../../../src/core/migration/interpreter.ts';
import { makeProject } from '../../support/project.ts';

describe('the interpreter of a script', () => {
  const { project, runtime } = makeProject();
  const configured = { ...project, python: '/configured' };
  const environment = (env: Readonly<Record<string, string>>): typeof runtime => ({
    ...runtime,
    env,
  });

  it('is what the environment names, before what the configuration does', () => {
    const named = environment({
      FASTMIGRATE_PYTHON: '/named/python',
      FASTMIGRATE_SHELL: '/named/shell',
    });
    assert.equal(interpreterFor('py', configured, {}, named), '/named/python');
    assert.equal(interpreterFor('sh', configured, {}, named), '/named/shell');
  });

  it('is what was asked for, before what the environment names', () => {
    const named = environment({ FASTMIGRATE_PYTHON: '/named', FASTMIGRATE_SHELL: '/named' });
    assert.equal(interpreterFor('py', configured, { python: '/asked' }, named), '/asked');
    assert.equal(interpreterFor('sh', configured, { shell: '/asked' }, named), '/asked');
  });

  it('is not an empty variable', () => {
    const empty = environment({ FASTMIGRATE_PYTHON: '', FASTMIGRATE_SHELL: ' ' });
    assert.equal(interpreterFor('py', configured, {}, empty), '/configured');
    assert.equal(interpreterFor('sh', configured, {}, empty), 'sh');
  });
});
