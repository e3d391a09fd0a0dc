import * as vscode from 'vscode';

/** Time after which the editor knows the steps of a walkthrough that it has begun to show, in milliseconds. */
const SHOWN_MS = 1000;

/**
 * Has the editor tick the steps of the walkthrough that are done already. It looks at a step's condition only when that
 * becomes true, and reads the steps when it first shows its welcome page. So each condition is there once more with a key
 * that becomes true after such a page, which is a tab that no extension knows the kind of, has opened.
 */
export function registerWalkthroughKey(): vscode.Disposable {
  const timers = new Set<NodeJS.Timeout>();
  const later = (): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      for (const shown of [true, false])
        void vscode.commands.executeCommand('setContext', 'fastmigrate.walkthroughShown', shown);
    }, SHOWN_MS);
    timers.add(timer);
  };
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
      if (opened.some(({ input }) => input === undefined)) later();
    }),
    new vscode.Disposable(() => timers.forEach((timer) => clearTimeout(timer))),
  );
}
