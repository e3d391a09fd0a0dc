import type { Rule } from './rule.ts';

/** What SQL does not show, but the folder or a program in it. Their findings are made when a project is linted. */
export type FolderRule = Rule & { readonly bad: null; readonly good: null };

/** Makes such a rule. */
export function folderRule(
  code: string,
  name: string,
  severity: Rule['severity'],
  title: string,
  why: string,
): FolderRule {
  return { code, name, severity, title, why, bad: null, good: null, check: () => [] };
}
