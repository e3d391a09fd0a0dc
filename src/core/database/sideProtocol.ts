import type { Shape } from './shape.ts';

/** What another process of this program is asked to do, once. */
export type SideOrder =
  /** Copies the pages of a file that nobody writes to into an existing, empty file, and puts them on disk. */
  | { readonly type: 'copy'; readonly from: string; readonly to: string; readonly shape: Shape }
  /** Has SQLite read all of a file that nobody writes to. */
  | { readonly type: 'check'; readonly path: string };

/** How the work ended. */
export type SideAnswer =
  | { readonly type: 'done' }
  /** What SQLite finds wrong with the file. */
  | { readonly type: 'problem'; readonly reason: string }
  /** What the file system says, with its code such as `ENOSPC`. */
  | { readonly type: 'failed'; readonly code?: string; readonly message: string };

/** What the other process sends: how many pages are copied so far, then the answer. */
export type FromSide = { readonly type: 'pages'; readonly pages: number } | SideAnswer;
