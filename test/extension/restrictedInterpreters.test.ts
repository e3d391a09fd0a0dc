import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { interpreters, interpreterVariables } from '../../src/host/settings.ts';

describe('interpreters that a workspace names in Restricted Mode', () => {
  it('are not read', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.deepEqual(interpreters(), {});
    assert.deepEqual(interpreterVariables(), {});
  });
});
