import * as vscode from 'vscode';
import type { Services } from '../host/services.ts';
import { registerDrift } from './drift.ts';
import { registerGenerate } from './generate.ts';
import { SchemaDocuments } from './schemaDocuments.ts';
import { registerSchemaHistory } from './schemaHistory.ts';
import { registerSchemaObjects } from './schemaObjects.ts';

/** Registers the commands about schemas: drift and the script for it, schemas of versions, the rows of a schema. */
export function registerSchema(services: Services): vscode.Disposable {
  const documents = new SchemaDocuments(services);
  return vscode.Disposable.from(
    documents,
    registerDrift(services, documents),
    registerGenerate(services),
    registerSchemaHistory(services, documents),
    registerSchemaObjects(services, documents),
  );
}
