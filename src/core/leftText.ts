// What a failure may leave, one sentence each, so that each is said in the same words everywhere.
export const UNCHANGED = 'Nothing was changed';
export const UNWRITTEN = 'Nothing was written';
export const UNRUN = 'Nothing was run';
export const ROLLED_BACK = 'The migration was rolled back';
export const PUT_BACK = 'The database is as it was before the script';
export const EARLIER = 'What was done before it stays';
export const UNKNOWN = 'It is not known whether anything was changed';

/** What to do where nothing better is known. */
export const AGAIN = 'Remove the cause and try again';
