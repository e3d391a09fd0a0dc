import * as vscode from 'vscode';
import type { Look } from './wording.ts';

interface Appearance {
  readonly icon: string;
  readonly color?: string;
  /** One or two characters for the Explorer. */
  readonly badge: string;
}

const APPEARANCE: Readonly<Record<Look, Appearance>> = {
  applied: { icon: 'pass-filled', color: 'fastmigrate.appliedForeground', badge: '✓' },
  unrecorded: { icon: 'pass', color: 'fastmigrate.appliedForeground', badge: '✓?' },
  // A circle beside the name in a tab would look like unsaved changes.
  pending: { icon: 'circle-large-outline', color: 'fastmigrate.pendingForeground', badge: '▷' },
  skipped: { icon: 'debug-step-over', color: 'fastmigrate.divergedForeground', badge: '↷' },
  diverged: { icon: 'warning', color: 'fastmigrate.divergedForeground', badge: '≠' },
  conflicted: { icon: 'git-compare', color: 'fastmigrate.failedForeground', badge: '⇄' },
  missing: { icon: 'question', color: 'fastmigrate.divergedForeground', badge: '!' },
  invalid: { icon: 'circle-slash', color: 'fastmigrate.failedForeground', badge: '!' },
  failed: { icon: 'error', color: 'fastmigrate.failedForeground', badge: '!' },
  unknown: { icon: 'circle-outline', badge: '' },
  running: { icon: 'sync~spin', badge: '' },
};

/** The icon of a row. A declarative script that needs nothing has one of its own. */
export function iconOf(look: Look, declarative = false): vscode.ThemeIcon {
  const icon = declarative && look === 'applied' ? 'eye' : APPEARANCE[look].icon;
  const color = colorOf(look);
  return color === undefined ? new vscode.ThemeIcon(icon) : new vscode.ThemeIcon(icon, color);
}

export function colorOf(look: Look): vscode.ThemeColor | undefined {
  const { color } = APPEARANCE[look];
  return color === undefined ? undefined : new vscode.ThemeColor(color);
}

export function badgeOf(look: Look): string {
  return APPEARANCE[look].badge;
}
