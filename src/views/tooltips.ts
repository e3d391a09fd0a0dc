import * as vscode from 'vscode';
import type { MigrationReport, ReferenceStatus } from '../core/migration/report.ts';
import { plainLine } from '../host/plainText.ts';
import { driftOf, type ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import { describeProject, describeScript, explainScript, lookOf } from './wording.ts';

/** The tooltip of a project's row. */
export function projectTooltip(entry: ProjectEntry): vscode.MarkdownString {
  const { project, status } = entry;
  const text = new vscode.MarkdownString(undefined, true);
  text.appendMarkdown('**Database** ').appendText(plainLine(project.database));
  text.appendMarkdown('\n\n**Migrations** ').appendText(plainLine(project.migrations));
  if (project.name !== 'default')
    text.appendMarkdown('\n\n**Name** ').appendText(plainLine(project.name));
  text.appendMarkdown('\n\n').appendText(describeProject(entry));
  appendDrift(text, entry);
  for (const line of [
    ...(status?.errors ?? []).map((error) => error.message),
    ...(status?.warnings ?? []),
  ]) {
    text.appendMarkdown('\n\n$(warning) ').appendText(plainLine(line));
  }
  if (entry.problem !== undefined)
    text.appendMarkdown('\n\n$(error) ').appendText(plainLine(entry.problem.message));
  return text;
}

const LISTED = 12;

/** Says in what the schema differs from the desired one, if it does. */
export function appendDrift(text: vscode.MarkdownString, entry: ProjectEntry): void {
  const drift = driftOf(entry);
  if (drift === undefined) return;
  text
    .appendMarkdown('\n\n**Differs from** ')
    .appendText(plainLine(drift.source))
    .appendMarkdown('\n');
  for (const line of drift.changes.slice(0, LISTED))
    text.appendMarkdown('\n- ').appendText(plainLine(line, 160));
  const rest = drift.changes.length - LISTED;
  if (rest > 0) text.appendMarkdown(`\n- and ${counted(rest, 'change')} more`);
}

/** The tooltip of a script's row. */
export function scriptTooltip(
  entry: ProjectEntry,
  migration: MigrationReport,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  const words = describeScript(entry, migration);
  text.appendMarkdown('**').appendText(plainLine(migration.file)).appendMarkdown('**');
  if (words !== '') text.appendMarkdown('\n\n').appendText(words);
  if (migration.detail !== undefined)
    text.appendMarkdown('\n\n').appendText(plainLine(migration.detail));
  const meaning = explainScript(migration);
  if (meaning !== undefined) text.appendMarkdown('\n\n').appendText(meaning);
  if (entry.status?.reference !== undefined && migration.reference !== undefined)
    text.appendMarkdown('\n\n$(lock) ').appendText(REFERENCE_WORDS[migration.reference]);
  if (migration.appliedAt !== undefined) {
    text
      .appendMarkdown('\n\n$(history) ')
      .appendText(`applied ${new Date(migration.appliedAt).toLocaleString()}`);
  }
  if (lookOf(entry, migration) === 'failed' && entry.failure !== undefined) {
    text.appendMarkdown('\n\n$(error) ').appendText(plainLine(entry.failure.message));
  }
  text.appendMarkdown('\n\n').appendText(plainLine(migration.path));
  return text;
}

const REFERENCE_WORDS: Readonly<Record<ReferenceStatus, string>> = {
  recorded: 'the reference has it too',
  pending: 'the reference has not got it yet',
  conflicted: 'the reference has another one under this number',
  missing: 'the reference has it, and the file is missing',
};
