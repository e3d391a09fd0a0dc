import type { Rule } from './rule.ts';
import { FOLDER_RULES } from './folderRules.ts';
import { PROGRAM_RULES } from './programRules.ts';
import { MALFORMED_IGNORE, UNUSED_IGNORE } from './ignoreRules.ts';
import { addBrokenCheck } from './rules/addBrokenCheck.ts';
import { addChangingDefault } from './rules/addChangingDefault.ts';
import { addColumnKind } from './rules/addColumnKind.ts';
import { addNotNull } from './rules/addNotNull.ts';
import { addReferenceDefault } from './rules/addReferenceDefault.ts';
import { almostRowid } from './rules/almostRowid.ts';
import { attach } from './rules/attach.ts';
import { breaksObject } from './rules/breaksObject.ts';
import { cascadingDrop } from './rules/cascadingDrop.ts';
import { comparesNull } from './rules/comparesNull.ts';
import { connectionSetting } from './rules/connectionSetting.ts';
import { copyMisaligned } from './rules/copyMisaligned.ts';
import { createTableAs } from './rules/createTableAs.ts';
import { deferForeignKeys } from './rules/deferForeignKeys.ts';
import { deleteAll } from './rules/deleteAll.ts';
import { dropColumn } from './rules/dropColumn.ts';
import { dropTable } from './rules/dropTable.ts';
import { dropUsedColumn } from './rules/dropUsedColumn.ts';
import { emptyScript } from './rules/emptyScript.ts';
import { fileSetting } from './rules/fileSetting.ts';
import { foreignKeyIndex } from './rules/foreignKeyIndex.ts';
import { foreignKeysPragma } from './rules/foreignKeysPragma.ts';
import { ifNotExistsMask } from './rules/ifNotExistsMask.ts';
import { leftoverTable } from './rules/leftoverTable.ts';
import { loadExtension } from './rules/loadExtension.ts';
import { localTime } from './rules/localTime.ts';
import { misplacedTransaction } from './rules/misplacedTransaction.ts';
import { newNotNull } from './rules/newNotNull.ts';
import { newUnique } from './rules/newUnique.ts';
import { newViolations } from './rules/newViolations.ts';
import { newerFeature } from './rules/newerFeature.ts';
import { nullInKey } from './rules/nullInKey.ts';
import { outsideTransaction } from './rules/outsideTransaction.ts';
import { ownTransaction } from './rules/ownTransaction.ts';
import { parentMissing } from './rules/parentMissing.ts';
import { parentNotUnique } from './rules/parentNotUnique.ts';
import { quotedDefault } from './rules/quotedDefault.ts';
import { rebuildLosesColumn } from './rules/rebuildLosesColumn.ts';
import { rebuildLosesConstraints } from './rules/rebuildLosesConstraints.ts';
import { rebuildLosesObjects } from './rules/rebuildLosesObjects.ts';
import { rebuildLosesRows } from './rules/rebuildLosesRows.ts';
import { rebuildLosesSequence } from './rules/rebuildLosesSequence.ts';
import { rebuildMovesRowids } from './rules/rebuildMovesRowids.ts';
import { redundantIndex } from './rules/redundantIndex.ts';
import { renameOldFirst } from './rules/renameOldFirst.ts';
import { renamesColumn } from './rules/renamesColumn.ts';
import { renamesTable } from './rules/renamesTable.ts';
import { replaceResetsColumns } from './rules/replaceResetsColumns.ts';
import { rowsFail } from './rules/rowsFail.ts';
import { schemaTable } from './rules/schemaTable.ts';
import { shellCommand } from './rules/shellCommand.ts';
import { starInsert } from './rules/starInsert.ts';
import { starView } from './rules/starView.ts';
import { statementFails } from './rules/statementFails.ts';
import { surprisingType } from './rules/surprisingType.ts';
import { temporaryObject } from './rules/temporaryObject.ts';
import { textInDoubleQuotes } from './rules/textInDoubleQuotes.ts';
import { touchesRecord } from './rules/touchesRecord.ts';
import { typeChange } from './rules/typeChange.ts';
import { unfinishedTransaction } from './rules/unfinishedTransaction.ts';
import { unknownPragma } from './rules/unknownPragma.ts';
import { unsupportedAlter } from './rules/unsupportedAlter.ts';
import { updateAll } from './rules/updateAll.ts';
import { wayBack } from './rules/wayBack.ts';

/** The rules that look at scripts, in order of their codes. */
export const RULES: readonly Rule[] = [
  dropTable,
  dropColumn,
  rebuildLosesColumn,
  rebuildLosesRows,
  copyMisaligned,
  cascadingDrop,
  deleteAll,
  updateAll,
  replaceResetsColumns,
  rebuildLosesObjects,
  rebuildLosesConstraints,
  rebuildLosesSequence,
  rebuildMovesRowids,
  typeChange,
  wayBack,
  statementFails,
  rowsFail,
  addNotNull,
  addChangingDefault,
  addBrokenCheck,
  unsupportedAlter,
  addColumnKind,
  dropUsedColumn,
  newUnique,
  newNotNull,
  addReferenceDefault,
  newViolations,
  shellCommand,
  breaksObject,
  schemaTable,
  textInDoubleQuotes,
  renameOldFirst,
  ifNotExistsMask,
  nullInKey,
  almostRowid,
  surprisingType,
  quotedDefault,
  parentNotUnique,
  parentMissing,
  leftoverTable,
  createTableAs,
  comparesNull,
  starInsert,
  unknownPragma,
  touchesRecord,
  ownTransaction,
  outsideTransaction,
  unfinishedTransaction,
  foreignKeysPragma,
  deferForeignKeys,
  attach,
  loadExtension,
  connectionSetting,
  fileSetting,
  temporaryObject,
  misplacedTransaction,
  newerFeature,
  renamesTable,
  renamesColumn,
  emptyScript,
  foreignKeyIndex,
  redundantIndex,
  starView,
  localTime,
];

/** All rules, in order of their codes. */
export const ALL_RULES: readonly Rule[] = [
  MALFORMED_IGNORE,
  UNUSED_IGNORE,
  ...RULES,
  ...FOLDER_RULES,
  ...PROGRAM_RULES,
].toSorted((a, b) => (a.code < b.code ? -1 : 1));

/** The rule of a code or a name, whatever its case, or undefined. */
export function ruleNamed(text: string): Rule | undefined {
  const wanted = text.toLowerCase();
  return ALL_RULES.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
}
